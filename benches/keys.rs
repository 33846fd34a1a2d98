//! What it costs to measure keys: `cargo bench --bench keys`.
//!
//! The moduli are random numbers without small factors, as those of keys are; nobody has their factors.

#![allow(missing_docs, reason = "a benchmark has no reader but its table")]

use std::hint::black_box;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use divan::Bencher;
use divan::counter::ItemsCount;
use rayon::prelude::*;
use reticent::key;

/// Keys of one round.
const KEYS: usize = 2_000;

/// `SubjectPublicKeyInfo` of RSA keys of 2048 bits.
static DER: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| moduli(KEYS).iter().map(|modulus| spki(modulus)).collect());

static PEM: LazyLock<Vec<String>> = LazyLock::new(|| DER.iter().map(|der| armour(der)).collect());

fn main() {
    divan::main();
}

/// Numbers of 2048 bits that have no factor below 4096.
fn moduli(count: usize) -> Vec<Vec<u8>> {
    let is_fine = |modulus: &Vec<u8>| {
        let found = key::find_whole(b"key.der", &spki(modulus));
        found.is_some_and(|found| found.keys.iter().all(|key| key.weaknesses.is_empty()))
    };
    let mut found = Vec::new();
    while found.len() < count {
        let more: Vec<Vec<u8>> = (0..count.max(1_000)).into_par_iter().map(|_| random()).filter(is_fine).collect();
        found.extend(more);
    }
    found.truncate(count);
    found
}

fn random() -> Vec<u8> {
    let mut bytes = vec![0; 256];
    _ = getrandom::fill(&mut bytes);
    if let Some(first) = bytes.first_mut() {
        *first |= 0x80;
    }
    if let Some(last) = bytes.last_mut() {
        *last |= 1;
    }
    bytes
}

fn spki(modulus: &[u8]) -> Vec<u8> {
    let mut der = vec![0x30, 0x82, 1, 0x22, 0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
    der.extend([3, 0x82, 1, 0x0f, 0, 0x30, 0x82, 1, 0x0a, 2, 0x82, 1, 1, 0]);
    der.extend(modulus);
    der.extend([2, 3, 1, 0, 1]);
    der
}

fn armour(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----{} PUBLIC KEY-----\n", "BEGIN");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str("-----END PUBLIC KEY-----\n");
    pem
}

/// DER through parsing, size, exponent, small factors, close primes, ROCA and the known keys, on one core.
#[divan::bench]
fn der_one_core(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(DER.len())).bench(|| {
        for der in DER.iter() {
            black_box(key::find_whole(b"key.der", der));
        }
    });
}

/// The same, on all cores.
#[divan::bench]
fn der_all_cores(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(DER.len())).bench(|| {
        DER.par_iter().for_each(|der| _ = black_box(key::find_whole(b"key.der", der)));
    });
}

/// PEM, on all cores.
#[divan::bench]
fn pem_all_cores(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(PEM.len())).bench(|| {
        PEM.par_iter().for_each(|pem| _ = black_box(key::find(pem.as_bytes(), &[0])));
    });
}

/// The search for factors that moduli share.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 1, sample_size = 1)]
fn shared_factors(bencher: Bencher<'_, '_>, count: usize) {
    let moduli = moduli(count);
    bencher.counter(ItemsCount::new(count)).bench_local(|| black_box(key::shared(&moduli)));
}
