"""First sentences of news that look like dirt, each with its title and what follows: all of them are news."""

LEDES: tuple[tuple[str, str, str, str], ...] = (
    # language, title, first sentence, the rest
    *(
        ("ru", title, lede, rest)
        for title, lede, rest in (
            (
                "Мэр Велемира назвал дату открытия моста",
                "«Мы откроем мост в пятницу, ждите нас на набережной», — сказал мэр Велемира Остап Ветров.",
                "Мост закрыли на ремонт весной. Работы обошлись в 40 миллионов крон.",
            ),
            (
                "В Лесогорске эвакуировали школу",
                "420 учеников и учителей вывели утром из школы № 5 в Лесогорске.",
                "Причиной стал запах газа. Занятия в школе отменили до понедельника.",
            ),
            (
                "Синоптики предупредили о ливнях",
                "Приготовьте зонты: синоптики обещают Велемиру ливни до конца недели.",
                "Сильнее всего дожди пройдут в четверг. Ветер усилится до 15 метров в секунду.",
            ),
            (
                "Что изменится в октябре",
                "Почему с первого октября подорожает проезд и кого это не коснётся?",
                "Мэрия подняла тариф на трамвай до 45 крон. Льготы для пенсионеров сохранятся.",
            ),
            (
                "Telegram ввёл платную подписку для каналов",
                "Telegram разрешил владельцам каналов продавать подписку на публикации.",
                "Цена начинается от двух долларов в месяц. Комиссию мессенджер обещает не брать.",
            ),
            (
                "Уязвимость в браузере «Лис»",
                "Ваш браузер может выдать пароли, предупредили исследователи из Озёрского университета.",
                "Уязвимость нашли в браузере «Лис». Разработчики обещают обновление к среде.",
            ),
            (
                "Умер фотограф Лев Шишкин",
                "Фотограф Лев Шишкин, снимавший Велемир полвека, умер на 82-м году жизни.",
                "О смерти сообщила его дочь. Прощание пройдёт в Доме культуры.",
            ),
            (
                "Редактора «Вестника» оштрафовали",
                "Главного редактора «Лесного вестника» оштрафовали за комментарии читателей на сайте.",
                "Суд назначил редактору штраф в 30 тысяч крон. Издание обжалует решение.",
            ),
            (
                "Как не попасться мошенникам",
                "Не переходите по ссылкам из писем от «банка»: полиция Велемира сообщила о новой схеме мошенников.",
                "За неделю пострадали двадцать человек. Мошенники выманивают пароли.",
            ),
            (
                "Полиция ищет свидетелей аварии",
                "Если вы видели аварию на улице Мира вечером 2 ноября, позвоните в полицию.",
                "Водитель скрылся с места аварии. Пострадала девушка 19 лет.",
            ),
            (
                "В Озёрии запретили рекламу ставок",
                "Реклама ставок на спорт исчезнет с сайтов и телеканалов Озёрии с нового года.",
                "Закон о рекламе парламент принял в третьем чтении. За нарушение грозит штраф.",
            ),
            (
                "Наводнение: главное за день",
                "Вода в Ильме поднялась за сутки ещё на полметра.",
                "Из прибрежных сёл вывезли 300 человек. Паводок пойдёт на спад к выходным.",
            ),
            (
                "«Заря» уволила тренера",
                "Он продержался сорок дней: хоккейный клуб «Заря» уволил тренера Петра Ёлкина.",
                "Под его началом команда проиграла девять матчей. Преемника назовут в среду.",
            ),
            (
                "В Велемире сменили время работы рынка",
                "С понедельника рынок закрывается в 16:00.",
                "Об этом говорится на сайте мэрии. Торговцы рынка просят вернуть прежний график.",
            ),
            (
                "Соцсеть «Круг» удалит аккаунты подростков",
                "Войти в «Круг» до 16 лет больше не получится: соцсеть удалит аккаунты подростков.",
                "Проверять возраст будут по документам. Закон вступает в силу в декабре.",
            ),
            (
                "Опрос: велемирцы за новый парк",
                "Две трети жителей Велемира проголосовали в опросе за парк вместо парковки.",
                "Опрос мэрия проводила в приложении. Парк разобьют весной.",
            ),
            (
                "Видео с медведем собрало миллион просмотров",
                "Видео с медведем, который катается на качелях, собрало за сутки миллион просмотров.",
                "Медведя снял лесник из Лесогорска. Животное, по его словам, приходит каждую осень.",
            ),
            (
                "",
                "Подпишите петицию против вырубки, призвали жителей экологи из общества «Чистый бор».",
                "Вырубку у озера наметили на зиму. За неделю собрано пять тысяч подписей.",
            ),
            (
                "Погибли двое",
                "ДТП на трассе Велемир — Лесогорск: двое погибли, трое ранены.",
                "Автобус столкнулся с грузовиком. Движение по трассе перекрыто.",
            ),
            (
                "Комету увидят без телескопа",
                "Посмотрите сегодня ночью на запад: там пройдёт комета, которой не видели 300 лет.",
                "Комету заметят без телескопа, говорят астрономы. Погода обещает быть ясной.",
            ),
            (
                "Газета «Вечерний Велемир» закрывается",
                "Последний номер «Вечернего Велемира» выйдет 30 ноября, сообщила редакция читателям.",
                "Газета выходила 74 года. Подписчикам вернут деньги.",
            ),
            (
                "Наш земляк вышел в финал",
                "Наш земляк Игорь Лапшин вышел в финал чемпионата по шахматам.",
                "В полуфинале шахматист обыграл чемпиона страны. Финал сыграют в субботу.",
            ),
            (
                "Сколько стоит ёлка",
                "Тысяча крон — столько просят в этом году за ёлку на рынках Велемира.",
                "Год назад ёлка стоила шестьсот крон. Продавцы ссылаются на цены на бензин.",
            ),
            (
                "Озёрия переходит на зимнее время",
                "Не забудьте перевести часы: в ночь на воскресенье Озёрия переходит на зимнее время.",
                "Стрелки часов передвинут на час назад. Поезда пойдут по новому расписанию.",
            ),
            (
                "Билеты на поезда в Велемир подорожают",
                "Купите билет заранее: с июня поезда в Велемир подорожают на треть.",
                "Билеты дорожают из-за цен на топливо. Скидки для студентов останутся.",
            ),
            (
                "Паспорта начнут менять в марте",
                "Оформите паспорт до марта: потом за новые документы придётся платить вдвое.",
                "Пошлину за паспорта поднимает правительство. Очереди уже выросли.",
            ),
        )
    ),
    *(
        ("uk", title, lede, rest)
        for title, lede, rest in (
            (
                "Мер Велемира назвав дату відкриття мосту",
                "«Ми відкриємо міст у п'ятницю, чекайте нас на набережній», — сказав мер Велемира Остап Вітров.",
                "Міст закрили на ремонт навесні. Роботи коштували 40 мільйонів крон.",
            ),
            (
                "У Лісогірську евакуювали школу",
                "420 учнів і вчителів вивели вранці зі школи № 5 у Лісогірську.",
                "Причиною став запах газу. Заняття в школі скасували до понеділка.",
            ),
            (
                "Синоптики попередили про зливи",
                "Приготуйте парасолі: синоптики обіцяють Велемиру зливи до кінця тижня.",
                "Найсильніші дощі пройдуть у четвер. Вітер посилиться до 15 метрів за секунду.",
            ),
            (
                "Telegram запровадив платну передплату для каналів",
                "Telegram дозволив власникам каналів продавати передплату на дописи.",
                "Ціна починається від двох доларів на місяць. Комісії месенджер обіцяє не брати.",
            ),
            (
                "Вразливість у браузері «Лис»",
                "Ваш браузер може видати паролі, попередили дослідники з Озерського університету.",
                "Вразливість знайшли в браузері «Лис». Розробники обіцяють оновлення до середи.",
            ),
            (
                "Помер фотограф Лев Шишка",
                "Фотограф Лев Шишка, який знімав Велемир пів століття, помер на 82-му році життя.",
                "Про смерть повідомила його донька. Прощання відбудеться в Будинку культури.",
            ),
            (
                "Як не потрапити до шахраїв",
                "Не переходьте за посиланнями з листів від «банку»: поліція Велемира повідомила про схему шахраїв.",
                "За тиждень постраждали двадцять людей. Шахраї виманюють паролі.",
            ),
            (
                "Поліція шукає свідків аварії",
                "Якщо ви бачили аварію на вулиці Миру ввечері 2 листопада, зателефонуйте до поліції.",
                "Водій утік із місця аварії. Постраждала дівчина 19 років.",
            ),
            (
                "В Озерії заборонили рекламу ставок",
                "Реклама ставок на спорт зникне із сайтів і телеканалів Озерії з нового року.",
                "Закон про рекламу парламент ухвалив у третьому читанні. За порушення загрожує штраф.",
            ),
            (
                "«Зоря» звільнила тренера",
                "Він протримався сорок днів: хокейний клуб «Зоря» звільнив тренера Петра Ялинка.",
                "Під його орудою команда програла дев'ять матчів. Наступника назвуть у середу.",
            ),
            (
                "Відео з ведмедем зібрало мільйон переглядів",
                "Відео з ведмедем, який катається на гойдалці, зібрало за добу мільйон переглядів.",
                "Ведмедя зняв лісник із Лісогірська. Тварина, за його словами, приходить щоосені.",
            ),
            (
                "",
                "Підпишіть петицію проти вирубки, закликали мешканців екологи з товариства «Чистий бір».",
                "Вирубку біля озера намітили на зиму. За тиждень зібрано п'ять тисяч підписів.",
            ),
            (
                "Газета «Вечірній Велемир» закривається",
                "Останній номер «Вечірнього Велемира» вийде 30 листопада, повідомила редакція читачам.",
                "Газета виходила 74 роки. Передплатникам повернуть гроші.",
            ),
            (
                "Наша землячка вийшла у фінал",
                "Наша землячка Ганна Лоза вийшла у фінал чемпіонату з шахів.",
                "У півфіналі шахістка обіграла чемпіонку країни. Фінал зіграють у суботу.",
            ),
            (
                "Комету побачать без телескопа",
                "Подивіться сьогодні вночі на захід: там пройде комета, якої не бачили 300 років.",
                "Комету помітять без телескопа, кажуть астрономи. Погода обіцяє бути ясною.",
            ),
            (
                "Скільки коштує ялинка",
                "Тисяча крон — стільки просять цього року за ялинку на ринках Велемира.",
                "Торік ялинка коштувала шістсот крон. Продавці посилаються на ціни на бензин.",
            ),
            (
                "На Ільмі зупинили поромну переправу",
                "15 листопада переправу через Ільму зупинять до весни.",
                "Пором ремонтуватимуть. Мешканцям пропонують їхати через міст.",
            ),
            (
                "Озерія переходить на зимовий час",
                "Не забудьте перевести годинники: у ніч на неділю Озерія переходить на зимовий час.",
                "Стрілки годинників пересунуть на годину назад. Потяги підуть за новим розкладом.",
            ),
            (
                "Квитки на потяги до Велемира подорожчають",
                "Купуйте квитки заздалегідь: із червня потяги до Велемира подорожчають на третину.",
                "Квитки дорожчають через ціни на пальне. Знижки для студентів залишаться.",
            ),
        )
    ),
    *(
        ("en", title, lede, rest)
        for title, lede, rest in (
            (
                "Mayor names day of bridge opening",
                '"We will open the bridge on Friday, so come and join us," said Mayor Ann Bramble of Velemir.',
                "The bridge closed for repairs in spring. The work cost $4 million.",
            ),
            (
                "School evacuated in Woodhill",
                "420 pupils and teachers were led out of a school in Woodhill on Monday morning.",
                "The cause was a smell of gas. The school stays closed until Thursday.",
            ),
            (
                "Forecasters warn of heavy rain",
                "Get your umbrellas ready: forecasters expect heavy rain in Velemir until the end of the week.",
                "The heaviest rain will fall on Thursday. Winds will reach 40 miles per hour.",
            ),
            (
                "Think twice before flying from Velemir",
                "Think twice before you book a flight this weekend: staff at Velemir airport are on strike.",
                "The strike begins on Friday. About 40 flights have been cancelled.",
            ),
            (
                "Messenger adds paid channels",
                "Subscribe buttons will appear on channels in the messenger Telegraph from Monday.",
                "The messenger takes no commission. Channels may charge two dollars a month.",
            ),
            (
                "Browser flaw may leak passwords",
                "Your browser may be leaking your passwords, researchers at Ozeria University warned on Tuesday.",
                "The flaw was found in the browser Fox. Its makers promise a patch by Friday.",
            ),
            (
                "Photographer Leo Pinecone dies at 82",
                "Photographer Leo Pinecone, whose pictures of Velemir filled three books, has died at 82.",
                "His daughter announced the death. A memorial will be held on Sunday.",
            ),
            (
                "Newspaper to close after 74 years",
                "The Velemir Evening Post will print its last issue on Nov. 30, its editor told readers.",
                "The newspaper was founded in 1952. Subscribers will be paid back.",
            ),
            (
                "How to spot the new bank scam",
                "Do not click links in emails from your bank, police said, warning of a scam that has cost 20 people "
                "their savings.",
                "The scam began last week. Police are looking for two men.",
            ),
            (
                "Police seek witnesses to crash",
                "Anyone who saw the crash on Mill Road on Monday night is asked to call the police.",
                "The driver fled the crash. A woman of 19 was hurt.",
            ),
            (
                "Betting advertisements to be banned",
                "Advertisements for betting will vanish from websites and television in Ozeria next year.",
                "Parliament passed the ban on betting advertisements on Tuesday. Fines reach $9,000.",
            ),
            (
                "Zarya fire their coach",
                "He lasted forty days: the hockey club Zarya have fired coach Peter Fir.",
                "Under him the club lost nine games. A new coach will be named on Wednesday.",
            ),
            (
                "Bear on a swing seen a million times",
                "A video of a bear on a swing was watched a million times within a day.",
                "A ranger filmed the bear near Woodhill. It comes back every autumn, he says.",
            ),
            (
                "",
                "Sign a petition against the felling, environmentalists in Woodhill urged residents.",
                "The felling by the lake is planned for winter. Five thousand have signed.",
            ),
            (
                "Our man in the final",
                "Our own Tom Sedge has reached the final of the national chess championship.",
                "In the semi-final he beat the champion. The final is played on Saturday.",
            ),
            (
                "Comet visible to naked eye",
                "Look west tonight: a comet that was last seen 300 years ago will cross the sky.",
                "The comet is visible without a telescope, astronomers say. Skies should be clear.",
            ),
            (
                "Would you pay $90 for a tree?",
                "Ninety dollars is what sellers in Velemir ask for a Christmas tree this year.",
                "A tree was $60 last year. Sellers blame the price of petrol.",
            ),
            (
                "Ferry to stop for the winter",
                "On November 15 the ferry across the Ilma stops running until spring.",
                "The ferry will be repaired. Residents are told to use the bridge.",
            ),
            (
                "Who owns the harbour?",
                "Who owns the harbour of Port Ansley, and why does nobody know?",
                "The city has asked a court to decide who owns the harbour. Two companies claim it.",
            ),
            (
                "App store drops weather app",
                "An app that warned of floods was removed from two app stores on Monday over its privacy policy.",
                "The app had a million users. Its makers say they will appeal.",
            ),
            (
                "Ozeria moves to winter time",
                "Don't forget to turn back your clocks: Ozeria moves to winter time on Sunday.",
                "Clocks go back an hour at three in the morning. Trains will run to a new timetable.",
            ),
            (
                "Schools open lists for first-graders",
                "Sign up your child by March: schools in Velemir open their lists for first-graders on Monday.",
                "Schools have 900 places for first-graders. Last year 40 children were left without one.",
            ),
        )
    ),
)
