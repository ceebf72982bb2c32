"""Words that say nothing of what a text is about, in the four languages of the desk: normalised as `words.plain` does it."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH = """
a about after again all also am an and any are as at be because been before being but by can cannot could did do does doing done
don down each for from further get gets getting got had has have having he hello her here hers hi him his how i if in into is
isn it its just let like me more most my myself need no nor not now of off on once only or other our ours out over own please
same she should so some still such thank thanks than that the their them then there these they this those through to too trying
tried under until up us very want was wasn way we were what when where which while who whom why will with would you your yours
dear regards ll ve re t s d m
"""
SPANISH = """
a al algo algun alguna ante antes aqui asi aun aunque bien buenas buenos cada como con cual cuales cuando cuanto de del desde
dia dias donde dos durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba estamos estan estar
estas este esto estos estoy favor fue fueron gracias ha habia hace hacer haciendo hago han hasta hay he hemos hola la las le les
lo los mas me mi mis mismo mucho muy nada ni no nos nosotros nuestra nuestras nuestro nuestros o os otra otro para pero poco por
porque puede puedo podemos pueden que quien quiero queremos saludos se sea ser si sido sin sobre solo somos son soy su sus
tambien tan tanto te tener tengo tenemos ti tiene tienen toda todas todo todos tu tus un una unas uno unos usted ustedes va vez
voy y ya yo
"""
ITALIAN = """
a abbiamo ad agli ai al alla alle allo anche ancora avere aveva avete bene buonasera buongiorno c che chi ci ciao cio cioe col
come con cosa cosi cui d da dagli dai dal dalla dalle dallo degli dei del dell della delle dello di dopo dove e ed era erano
esse essere fa fare fatto fin fra gia gli grazie ha hai hanno ho i il in io l la le lei li lo loro lui ma me mi mia mie miei mio
molto ne negli nei nel nell nella nelle nello no noi non nostra nostre nostri nostro o ogni oppure per perche piu poi posso
possiamo puo pero prima proprio qua qual quale quali quando quanto quella quelle quelli quello quest questa queste questi questo
qui quindi salve saluti se sei senza si sia siamo siete solo sono sta stare stata stati stato su sua sue sugli sui sul sull
sulla sulle sullo suo suoi tra tu tua tue tuo tuoi tutta tutte tutti tutto un una uno va vi voglio voi vorrei vostra vostro
"""
ARABIC = """
من في علي الي عن مع هذا هذه ذلك تلك التي الذي الذين ما ماذا لماذا متي اين كيف هل لا لم لن ليس ليست قد كان كانت يكون تكون ان او
ثم حتي اذا لو كل بعض غير بعد قبل عند عندما لدي لدينا لديكم هو هي هم نحن انا انت انتم اني انه انها ولكن لكن بل ايضا كما مثل حيث
اي احد به بها بهم له لها لهم لي لنا فيه فيها منه منها عليه عليها اليه اليها مره جدا فقط شكرا مرحبا السلام عليكم وعليكم تحيه وبعد
يرجي ارجو اريد نريد ممكن يمكن يمكنني يمكننا استطيع نستطيع و ف ب ل وهو وهي وقد ولا ولم وفي ومن وعلي تم يتم
"""
STOP: Mapping[str, frozenset[str]] = {
    "en": frozenset(ENGLISH.split()),
    "es": frozenset(SPANISH.split()),
    "it": frozenset(ITALIAN.split()),
    "ar": frozenset(ARABIC.split()),
}
EVERY = frozenset().union(*STOP.values())
