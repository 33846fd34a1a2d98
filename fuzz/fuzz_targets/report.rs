#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::report::read::read;
use reticent::report::{Format, Options, render};

// A report that was read back, whatever it holds, can be written in every format.
fuzz_target!(|text: &[u8]| {
    let Ok(told) = read(text, 1) else { return };
    for format in Format::ALL {
        let mut out = Vec::new();
        let _ = render(format, &told.report, &Options::default(), &mut out);
        assert!(!out.contains(&0x1b), "{format}");
    }
});
