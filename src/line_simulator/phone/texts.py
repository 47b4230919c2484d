"""What the phone itself says, in the two languages it knows. What the city says is the city's."""

from __future__ import annotations

from typing import Final

TEXTS: Final = {
    "add": ("友だち追加", "Add friend"),
    "add_to_talk": (
        "友だちに追加すると、ここで話せます。",
        "Add the account as a friend to chat here.",
    ),
    "address": ("住所や場所の名前", "Address or name of the place"),
    "agree": ("許可する", "Allow"),
    "allows": ("次のことを許可しますか。", "Do you allow this?"),
    "allows_chat_message.write": ("トークへの送信", "Send messages into this chat"),
    "allows_email": ("メールアドレス", "E-mail address"),
    "allows_openid": ("利用者を見分ける番号", "An identifier that tells people apart"),
    "allows_profile": ("名前とアイコン", "Name and picture"),
    "all_phones": ("電話を並べる", "Phones side by side"),
    "attach": ("写真・位置情報・スタンプを送る", "Send a photo, a place or a sticker"),
    "blocked": ("ブロックしています。メッセージは届きません。", "Blocked. No message arrives."),
    "befriend": ("{name}を友だち追加する", "Add {name} as a friend"),
    "behind": ("電話と市役所のあいだ", "Between phone and city hall"),
    "behind_lead": (
        "この電話から届いたこと(→)と、市役所が頼んだこと(←)。新しい順です。",
        "What went to the city (→) and what the city asked for (←), newest first.",
    ),
    "block": ("ブロックする", "Block"),
    "cancel": ("やめる", "Cancel"),
    "choose_datetime": ("日時を選ぶ", "Choose date and time"),
    "choose_photo": ("写真を選ぶ", "Choose a photo"),
    "choose_place": ("場所を選ぶ", "Choose a place"),
    "choose_sticker": ("スタンプを選ぶ", "Choose a sticker"),
    "close": ("閉じる", "Close"),
    "copied": ("コピーしました。", "Copied."),
    "deny": ("許可しない", "Do not allow"),
    "elsewhere": (
        "ほかの電話で開いたので、このページを閉じました。このブラウザーで一度に開けるのは1人分です。",
        "Another phone opened a page, so this one was closed: a browser keeps one sign-in at a time.",
    ),
    "friend": ("友だち", "Friend"),
    "gone": (
        "相手が答えません。LINEの代わりが動いているか確かめてください。",
        "No answer. Is the stand-in for LINE running?",
    ),
    "in_a_tab": ("別のタブで開く", "Open in a tab"),
    "latitude": ("緯度", "Latitude"),
    "link_account": ("アカウントの連携", "Link accounts"),
    "denied": (
        "許可しなかったので、ページは開きません。閉じるとトークに戻ります。",
        "You did not allow it, so the page does not open. Close it to go back to the chat.",
    ),
    "link_expired": (
        "このリンクは使えません。期限が切れたか、一度使われています。トークからもう一度お進みください。",
        "This link cannot be used: it has expired or was used before. Please start again from the chat.",
    ),
    "link_is_made": (
        "連携しました。トークに戻ってください。",
        "The accounts are linked. Go back to the chat.",
    ),
    "link_of_another": (
        "このリンクは、ほかの人に送られたものです。連携しませんでした。",
        "This link was sent to somebody else. Nothing was linked.",
    ),
    "longitude": ("経度", "Longitude"),
    "menu": ("メニュー", "Menu"),
    "menu_close": ("メニューを閉じる", "Close the menu"),
    "menu_open": ("メニューを開く", "Open the menu"),
    "message": ("メッセージ", "Message"),
    "more": ("この電話について", "About this phone"),
    "no_phone": (
        "どの電話で操作しているか分かりません。先に電話のページを開いてください。",
        "It is not known which phone this is. Open the page of a phone first.",
    ),
    "nobody": ("電話を持つ人がいません。", "Nobody has a phone yet."),
    "nobody_how": (
        "人は、始めるときの種ファイルか、操作用の窓口 /_sim/users で加えます。",
        "People come from the seed file, or are added at /_sim/users.",
    ),
    "not_found": ("見つかりません", "Not found"),
    "not_friend": ("友だちではありません", "Not a friend"),
    "open": ("開く", "Open"),
    "phone_of": ("{name}さんの電話", "{name}’s phone"),
    "phones": ("LINEの代わりの電話", "Phones of the stand-in for LINE"),
    "phones_lead": (
        "ここは架空の町の電話です。本物のLINEには何も届きません。",
        "These are the phones of a made-up town. Nothing reaches the real LINE.",
    ),
    "phones_more": ("ほかの人の電話", "Phones of others"),
    "photo": ("写真", "Photo"),
    "place": ("位置情報", "Place"),
    "read": ("既読", "Read"),
    "replies": ("返事の候補", "Suggested replies"),
    "send": ("送信", "Send"),
    "sign_in": ("LINEでログイン", "Sign in with LINE"),
    "sign_in_as": ("だれとしてログインしますか。", "As whom do you sign in?"),
    "sign_in_to": ("{channel} にログインします。", "You are signing in to {channel}."),
    "sticker": ("スタンプ", "Sticker"),
    "switch_phone": ("ほかの電話", "Other phones"),
    "talk": ("トーク", "Chat"),
    "to_talk": ("{name}への送信", "Write to {name}"),
    "too_big": (
        "写真は10MBまでです。小さくして、もう一度送ってください。",
        "A photo may have 10 MB. Please make it smaller.",
    ),
    "typing": ("入力中", "Typing"),
    "unblock": ("ブロックを解除する", "Unblock"),
    "unknown": ("この電話では表示できないメッセージです。", "This phone cannot show this message."),
    "unread": ("{count}件の未読", "{count} unread"),
    "unsent": ("メッセージの送信を取り消しました", "You took back a message"),
    "video": ("動画", "Video"),
    "your_side": ("自分", "You"),
}  # fmt: skip


def text(key: str, language: str, **filled: object) -> str:
    """One text in the language of whoever holds the phone; English for all who do not read Japanese."""
    japanese, english = TEXTS[key]
    return (japanese if language.startswith("ja") else english).format(**filled)
