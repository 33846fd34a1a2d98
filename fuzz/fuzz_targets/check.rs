#![no_main]

use libfuzzer_sys::fuzz_target;
use reticent::check::{Checksum, Structure, entropy, is_common_password, path_class, placeholder, value_kind, word_share};
use reticent::check::line_hash::line_hash;

fuzz_target!(|secret: &[u8]| {
    for checksum in Checksum::ALL {
        _ = checksum.check(secret);
    }
    for structure in Structure::ALL {
        _ = structure.holds(secret);
    }
    _ = (entropy(secret), is_common_password(secret), path_class(secret), placeholder(secret), word_share(secret));
    _ = value_kind(secret, false, None);
    _ = line_hash(secret, 2);
});
