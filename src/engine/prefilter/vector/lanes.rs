//! Vectors from bytes and back.
//!
//! By way of pointers, which is what these instructions take. Put together from numbers instead, which needs no `unsafe`,
//! they are one move each with one compiler and twenty with the next: a third of the look (docs/speed.md).
#![allow(
    unsafe_code,
    reason = "moves between vectors and arrays of their size, by the pointers that they take; see above"
)]

use std::arch::x86_64::{
    __m128i, __m256i, __m512i, _mm_storeu_si128, _mm256_loadu_si256, _mm256_storeu_si256, _mm512_loadu_si512,
};

/// The bytes as a vector.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn load(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: 32 bytes are there to be read, and need not be aligned.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

/// The bytes as a vector.
#[target_feature(enable = "avx512f")]
#[inline]
pub(super) fn load_wide(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: 64 bytes are there to be read, and need not be aligned.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

/// The vector's bytes.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn bytes_of(vector: __m256i) -> [u8; 32] {
    let mut bytes = [0; 32];
    // SAFETY: 32 bytes are there to be written, and need not be aligned.
    unsafe { _mm256_storeu_si256(bytes.as_mut_ptr().cast(), vector) };
    bytes
}

/// The vector's bytes.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn bytes_of_half(vector: __m128i) -> [u8; 16] {
    let mut bytes = [0; 16];
    // SAFETY: 16 bytes are there to be written, and need not be aligned.
    unsafe { _mm_storeu_si128(bytes.as_mut_ptr().cast(), vector) };
    bytes
}

/// Writes sixteen numbers.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn store(vector: __m256i, numbers: &mut [u16; 16]) {
    // SAFETY: 32 bytes are there to be written, and need not be aligned; the processors that have the instruction are
    // little-endian.
    unsafe { _mm256_storeu_si256(numbers.as_mut_ptr().cast(), vector) };
}
