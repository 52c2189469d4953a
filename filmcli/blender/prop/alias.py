"""Other words for the hand props, as they stand in screenplays.

Knows nothing of shapes.
"""

ALIASES: dict[str, str] = {
    **dict.fromkeys(
        ("gun", "pistol", "handgun", "weapon", "six-shooter", "colt", "firearm", "револьвер", "пистолет", "pistole", "waffe", "枪"),
        "revolver",
    ),
    **dict.fromkeys(
        ("whiskey", "whisky", "bourbon", "drink", "tumbler", "scotch", "stakan", "beer", "wine", "стакан", "glas", "杯子"), "glass"
    ),
    **dict.fromkeys(
        (
            "note",
            "paper",
            "document",
            "contract",
            "envelope",
            "telegram",
            "will",
            "message",
            "page",
            "bill",
            "invoice",
            "receipt",
            "ticket",
            "passport",
            "письмо",
            "brief",
            "信",
        ),
        "letter",
    ),
    **dict.fromkeys(
        ("photo", "picture", "polaroid", "snapshot", "portrait", "postcard", "card", "фотография", "foto", "照片"), "photograph"
    ),
    **dict.fromkeys(("rum", "vodka", "champagne", "flask", "vial", "poison", "potion", "medicine", "бутылка", "flasche", "瓶子"), "bottle"),
    **dict.fromkeys(
        (
            "cellphone",
            "telephone",
            "mobile",
            "smartphone",
            "cell",
            "radio",
            "device",
            "remote",
            "телефон",
            "handy",
            "telefon",
            "电话",
            "手机",
        ),
        "phone",
    ),
    **dict.fromkeys(("keys", "keyring", "ключ", "schlüssel", "钥匙"), "key"),
    **dict.fromkeys(("dagger", "blade", "scalpel", "sword", "razor", "нож", "messer", "刀"), "knife"),
    **dict.fromkeys(("case", "attaché", "bag", "suitcase", "satchel", "luggage", "портфель", "чемодан", "koffer", "箱子"), "briefcase"),
    **dict.fromkeys(("lamp", "torch", "light", "flashlight", "candle", "фонарь", "laterne", "灯"), "lantern"),
    **dict.fromkeys(
        (
            "diary",
            "journal",
            "notebook",
            "ledger",
            "bible",
            "novel",
            "manuscript",
            "file",
            "folder",
            "dossier",
            "script",
            "книга",
            "buch",
            "书",
        ),
        "book",
    ),
    **dict.fromkeys(("coffee", "mug", "tea", "teacup", "чашка", "tasse"), "cup"),
    **dict.fromkeys(("smoke", "cigar", "pipe", "lighter", "match", "сигарета", "zigarette", "香烟"), "cigarette"),
    **dict.fromkeys(("money", "token", "medal", "medallion", "badge", "dollar", "монета", "münze", "硬币"), "coin"),
    **dict.fromkeys(("chart", "blueprint", "plan", "карта", "karte", "地图"), "map"),
    **dict.fromkeys(("clock", "pocketwatch", "stopwatch", "compass", "timer", "часы", "uhr", "手表"), "watch"),
    **dict.fromkeys(("ring", "bracelet", "necklace", "jewel", "diamond", "locket", "pendant", "кольцо", "戒指"), "ring_box"),
    **dict.fromkeys(("flower", "roses", "bouquet", "роза", "blume", "花"), "rose"),
}
