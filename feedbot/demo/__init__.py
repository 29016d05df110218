"""The demo: a stand-in for Telegram and a few made-up sites on this machine, and a play that lets all faces be seen."""
