"""Words of the pages of stories."""

WORDS = {
    "title": "Stories",
    "lead": "One event, told by one or many sources. Those with the most entries come first.",
    "show": "Show",
    "story": "Story",
    "entries": "Entries",
    "sources": "Sources",
    "began": "Began",
    "last": "Last entry",
    "none": "No stories in this time.",
    "withdrawn": "All entries of this story were withdrawn.",
    "split": "It is another story: part it",
    "follows": "Follows:",
    "followed_by": "Followed by:",
    "earlier": "What it follows",
    "messages": "Messages",
    "join": "It is the same story as another",
    "other": "Id or link of an entry of the other story",
    "join_button": "Join",
    "moved": "Done. Messages that stand are edited within seconds.",
}
