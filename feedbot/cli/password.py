"""The command that makes the hash of a password, for the configuration to keep instead of it."""

import sys

import click

from feedbot.cli.words import number, t

# What it works with is imported when it is called: --help needs neither hashes nor a web server.


@click.command()
def password() -> None:
    """Ask twice for a password for the status pages, and print its hash and where to put it.

    Where the input is no terminal, its first line is the password. Nothing is written anywhere.
    """
    from feedbot.web import passwords

    if sys.stdin.isatty():
        told: str = click.prompt(t("Password"), hide_input=True, confirmation_prompt=t("Once more"), err=True)
    else:
        told = sys.stdin.readline(passwords.MOST + 2).rstrip("\r\n")
    if not passwords.LEAST <= len(told) <= passwords.MOST:
        told = t("a password has {least} to {most} characters; use a sentence")
        raise click.ClickException(told.format(least=passwords.LEAST, most=number(passwords.MOST)))
    click.echo(t("Put this into config.toml, then run `feedbot reload`; it ends all sessions:") + "\n", err=True)
    click.echo(f"[web]\npassword = '{passwords.hashed(told)}'")
    click.echo(
        "\n"
        + t(
            "Or keep the hash, without the quotes, out of the file: in the environment variable FEEDBOT_WEB_PASSWORD,\n"
            "or in a file that FEEDBOT_WEB_PASSWORD_FILE names. There the plain password will do too."
        ),
        err=True,
    )
