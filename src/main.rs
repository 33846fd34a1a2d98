//! The program: arguments in, exit code out. Everything else is in the library.

use std::process::ExitCode;

/// The allocator of musl lets one thread in at a time, with which a history took half as long again; with that of glibc a
/// range of commits takes 7 % longer. It serves the C libraries as well. `docs/speed.md` has the figures.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(reticent::cli::run(std::env::args_os()).code())
}
