"""Words of how the messages of a channel look."""

WORDS = {
    "title": "How its messages look",
    "presets": "Ready templates",
    "template": "Template",
    "hint": (
        "Fields stand in {{{{ }}}}, conditions in {{% if %}}; line ends are line ends of the message. Nothing is sent."
    ),
    "draw": "Draw",
    "save": "Save",
    "what_happens": (
        "Save writes it into config.toml. It holds for what is sent from then on, and for messages that are edited."
    ),
    "saved": "Saved: the template holds for what is sent from now on.",
    "line": "Line {line}:",
    "invented": "Nothing came in yet, so these articles are made up.",
    "topic": "Topic: {name}",
    "reply": "Answers to message {id}",
    "media": "What goes with it",
    "photo": "Picture",
    "video": "Video",
    "animation": "Animation",
    "audio": "Sound",
    "document": "File",
    "silent": "Without a sound",
    "buttons": "Buttons",
    "fold": "Fold",
    "preview": "Preview of the page",
    "preview_large": "Preview of the page, large",
    "preview_small": "Preview of the page, small",
}
