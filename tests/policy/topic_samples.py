"""Sentences as customers write them, one in each language for every topic, whose keywords must propose it first."""

from __future__ import annotations

SAMPLES: tuple[tuple[str, str, str], ...] = (
    (
        "panel_section",
        "In which section of the panel is the partner's page?",
        "В каком разделе меню искать страницу партнёра?",
    ),
    ("setting_meaning", "What does the setting Auto hold mean?", "Что значит настройка «Автоудержание»?"),
    ("orders", "How can we cancel an order that was paid twice?", "Как отменить заявку, которую оплатили дважды?"),
    (
        "users",
        "We have a new employee, how do we add an operator with a smaller role?",
        "Пришёл новый сотрудник, как завести оператора с другой ролью?",
    ),
    (
        "currencies_directions",
        "How do I add a currency and switch its reserve off?",
        "Как добавить валюту и убрать её резерв?",
    ),
    ("commission_settings", "Where is the fixed commission of a pair entered?", "Где задать фиксированную комиссию?"),
    (
        "panel_notifications",
        "The letter template for paid clients needs another text, where is it?",
        "Где поменять шаблон письма об оплате?",
    ),
    (
        "standard_usage",
        "How do I use the referral program and print its statistics?",
        "Как пользоваться реферальной программой и где её статистика?",
    ),
    (
        "panel_error_check",
        "Saving fails with an error and the blank page stays.",
        "При сохранении выдаёт ошибку, потом белый экран.",
    ),
    (
        "update_info",
        "What is new in the latest version and when is the next release?",
        "Что нового в последней версии?",
    ),
    ("server", "Our VPS answers 504 after we rebooted it.", "Сервер не отвечает, после перезагрузки 504."),
    ("hosting", "Can you recommend a hosting? Our hoster closes.", "Посоветуйте хостинг, наш хостер закрывается."),
    (
        "domain",
        "Please point the domain at the new address, the DNS record is old.",
        "Помогите привязать домен, запись DNS старая.",
    ),
    (
        "ssl",
        "The certificate expired last night, the connection is not private.",
        "Истёк сертификат, браузер предупреждает о сайте.",
    ),
    (
        "database",
        "MySQL says too many connections, can you tune the database?",
        "Нужен дамп базы данных, MySQL не пускает.",
    ),
    ("cron", "The cron job does not fire, crontab looks right.", "Не запускается крон, в crontab всё верно."),
    (
        "queues",
        "The queue worker dies, supervisor restarts it all the time.",
        "Воркер падает, supervisor его перезапускает, очередь зависла.",
    ),
    (
        "web_server",
        "Nginx does not start after we edited the virtual host.",
        "Nginx не стартует после правки виртуального хоста.",
    ),
    (
        "access_rights",
        "Permission denied when it writes to the folder, do we need chmod?",
        "Нет прав на запись в папку, какой chmod поставить?",
    ),
    (
        "infrastructure",
        "We want a load balancer and two docker containers.",
        "Хотим поставить балансировщик и два контейнера в Docker.",
    ),
    (
        "php",
        "Which PHP version and which php extension must be enabled?",
        "Какую версию PHP поставить и какие расширения включить?",
    ),
    (
        "websocket",
        "The websocket drops after a minute and wss does not come back.",
        "Вебсокет не работает, wss отваливается.",
    ),
    ("firewall", "Please open a port in the firewall for us.", "Помогите открыть порт в файрволе."),
    (
        "infrastructure_diagnostics",
        "Please look at the logs on the server, the site is slow.",
        "Посмотрите логи, сайт тормозит по вечерам.",
    ),
    (
        "repeat_installation",
        "We wiped the disk, please reinstall the script once more.",
        "Стёрли диск, переустановите, пожалуйста, скрипт.",
    ),
    (
        "transfer",
        "We would like to move the site to a new server this week.",
        "Хотим переехать: перенесите сайт на новый сервер.",
    ),
    (
        "recovery",
        "An employee accidentally deleted everything, can you restore from a backup?",
        "Сотрудник случайно удалил всё, можно восстановить из резервной копии?",
    ),
    (
        "update_install",
        "Please install the update on our installation tonight.",
        "Установите, пожалуйста, обновление за нас.",
    ),
    (
        "programming",
        "Could somebody write a script that parses rates?",
        "Нужно написать скрипт, который собирает курсы.",
    ),
    (
        "code_modification",
        "Where in the code is the rounding? We want to edit the source code.",
        "Где в коде округление? Хотим изменить исходный код.",
    ),
    ("design_modification", "We want a redesign: another theme and new css.", "Хотим новый дизайн и другую вёрстку."),
    (
        "feature_development",
        "A feature request: a loyalty program with levels.",
        "Сделайте возможность копить баллы, нужна программа лояльности.",
    ),
    (
        "business_logic_modification",
        "Can the business logic be altered so that payouts go out twice?",
        "Нужно изменить логику выплат и формулу.",
    ),
    (
        "customization",
        "Our own template is a custom theme and it looks broken.",
        "У нас кастомный модуль и свой шаблон.",
    ),
    (
        "customization_analysis",
        "Please review our code and say what is wrong with our code.",
        "Проверьте наши доработки и найдите ошибку в нашем коде.",
    ),
    (
        "third_party_interference_fix",
        "The freelancer broke the checkout, please mend it.",
        "Фрилансер сломал оформление, исправьте после него.",
    ),
    (
        "external_api",
        "The api of the bank gives no reply, the api key is right.",
        "API банка не отвечает, ключ API верный.",
    ),
    (
        "payment_gateway",
        "Please connect the gateway of our acquiring bank.",
        "Надо подключить эквайринг, шлюз другого банка.",
    ),
    (
        "aggregator",
        "The aggregator does not show our rates, BestChange lists us as closed.",
        "Агрегатор не показывает наши курсы, как добавить на мониторинг?",
    ),
    (
        "exchange",
        "Our Binance account is not read, the balance on the exchange is zero.",
        "Баланс на бирже нулевой, Binance не отдаёт данные.",
    ),
    ("crm", "We want orders to go to the CRM, it is Bitrix.", "Хотим передавать заявки в CRM, у нас Битрикс."),
    ("cloudflare", "Behind Cloudflare clients get error 522.", "Через Cloudflare клиенты видят ошибку 522."),
    (
        "third_party_service",
        "How do we put Google Analytics and a chat widget on the pages?",
        "Как поставить Яндекс Метрику и виджет чата?",
    ),
    ("telegram_bot", "Our bot token changed and the webhook is lost.", "Сменили токен бота, вебхук пропал."),
    (
        "third_party_integration",
        "We need an integration with our accounting, it is 1C.",
        "Нужна интеграция с бухгалтерией, это 1С.",
    ),
    (
        "integration_config",
        "Please configure the integration and enter the keys.",
        "Настройте интеграцию и введите ключи.",
    ),
    ("modified_code", "We modified the code of the page last month.", "В прошлом месяце мы изменили код страницы."),
    (
        "modified_files",
        "We replaced the file and overwrote the file of the theme.",
        "Мы заменили файл, теперь всё иначе.",
    ),
    (
        "modified_database",
        "We changed the database by hand, in phpMyAdmin.",
        "Мы изменили базу руками через phpMyAdmin.",
    ),
    (
        "nonstandard_logic",
        "Our project has its own scheme, it is a non-standard scenario.",
        "У нас нестандартная схема, своя логика.",
    ),
    (
        "technology_training",
        "Could you teach us Laravel in a short course?",
        "Научите нас основам Laravel, нужен курс обучения.",
    ),
    (
        "business_consulting",
        "We need business advice on taxes and marketing.",
        "Нужна консультация по бизнесу: налоги и продвижение.",
    ),
    (
        "individual_setup",
        "We want it turnkey: set up the exchange office for us.",
        "Хотим под ключ: настройте обменник под нас.",
    ),
    (
        "business_recommendation",
        "Which directions are profitable now, and what commission should we take?",
        "Какие направления выгодны и какую комиссию поставить?",
    ),
    (
        "programmer_consultation",
        "I am the programmer of the client, where do I put a hook?",
        "Я программист заказчика, куда повесить хук?",
    ),
    (
        "initial_installation",
        "We just bought a license and wait for the first installation.",
        "Купили лицензию, ждём первую установку.",
    ),
)
