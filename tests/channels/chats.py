"""Chats and their members, as the Bot API gives them."""

ME = {"id": 123456789, "is_bot": True, "first_name": "Sample", "username": "sample_bot"}


def place(kind: str, **fields: object) -> dict[str, object]:
    """A chat as getChat gives it."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        "id": -100,
        "type": kind,
        "title": "Sample",
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, True),
        **fields,
    }


def administrator(**rights: bool) -> dict[str, object]:
    """The bot as an administrator."""
    names = (
        "can_be_edited can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members"
        " can_promote_members can_change_info can_invite_users is_anonymous can_post_stories can_edit_stories"
        " can_delete_stories"
    )
    return {"user": ME, "status": "administrator", **dict.fromkeys(names.split(), True), **rights}


def restricted(**rights: bool) -> dict[str, object]:
    """The bot as a restricted member."""
    names = (
        "can_send_messages can_change_info can_invite_users can_pin_messages can_send_polls can_send_other_messages"
        " can_add_web_page_previews can_manage_topics can_send_audios can_send_documents can_send_photos"
        " can_send_videos can_send_video_notes can_send_voice_notes can_edit_tag can_react_to_messages"
    )
    fields = {"user": ME, "status": "restricted", "is_member": True, "until_date": 0}
    return {**fields, **dict.fromkeys(names.split(), True), **rights}
