//! `completions` and `man`: what shells and `man` are told of the command line.

use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use super::{Arguments, EXIT_OK, EXIT_USAGE, Failure, print};
use crate::name::nearest;

#[derive(clap::Args, Debug)]
pub(super) struct CompletionsArguments {
    /// The shell
    shell: Shell,
}

#[derive(clap::Args, Debug)]
pub(super) struct ManArguments {
    /// The command that the page is about [default: the whole program]
    command: Option<String>,
}

/// Prints the script by which a shell completes commands and options.
pub(super) fn completions(arguments: &CompletionsArguments) -> u8 {
    let mut script = Vec::new();
    let name = env!("CARGO_PKG_NAME");
    clap_complete::generate(arguments.shell, &mut Arguments::command(), name, &mut script);
    // For Bash the hyphen of the name is written in two ways, so that nothing behind a command is completed:
    // https://github.com/clap-rs/clap/issues/6421.
    let script = String::from_utf8_lossy(&script).replace("mdbook__subcmd__autodoc", "mdbook__autodoc");
    print(&script);
    EXIT_OK
}

/// Prints a manual page, in the language of `man`.
pub(super) fn man(arguments: &ManArguments) -> Result<u8, Failure> {
    let mut program = Arguments::command();
    program.build();
    let command = match &arguments.command {
        None => program,
        Some(name) => command(&program, name)?,
    };
    let mut page = Vec::new();
    // Nothing fails that is written into memory.
    let _ = Man::new(command).render(&mut page);
    print(&String::from_utf8_lossy(&page));
    Ok(EXIT_OK)
}

fn command(program: &Command, name: &str) -> Result<Command, Failure> {
    program.find_subcommand(name).cloned().ok_or_else(|| {
        let near = nearest(name, program.get_subcommands().map(Command::get_name));
        let advice = near.map(|near| format!("; did you mean `{near}`?"));
        let message = format!("there is no command `{name}`{}", advice.unwrap_or_default());
        Failure::new(EXIT_USAGE, message)
    })
}
