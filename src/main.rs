//! The program: arguments in, exit code out. Everything else is in the library.

use std::process::ExitCode;

/// The allocator of musl lets one thread in at a time: a history took half as long again.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(reticent::cli::run(std::env::args_os()).code())
}
