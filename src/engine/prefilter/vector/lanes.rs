//! Vectors from bytes and back, without a pointer. The compiler makes one move of each.

use std::arch::x86_64::{
    __m128i, __m256i, __m512i, _mm_cvtsi128_si64, _mm_extract_epi64, _mm256_extract_epi64, _mm256_setr_epi64x,
    _mm256_setzero_si256, _mm512_setr_epi64, _mm512_setzero_si512,
};

/// The bytes as a vector.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn load(bytes: &[u8; 32]) -> __m256i {
    let [a, b, c, d] = *bytes.as_chunks::<8>().0 else { return _mm256_setzero_si256() };
    let [a, b, c, d] = [a, b, c, d].map(i64::from_le_bytes);
    _mm256_setr_epi64x(a, b, c, d)
}

/// The bytes as a vector.
#[target_feature(enable = "avx512f")]
#[inline]
pub(super) fn load_wide(bytes: &[u8; 64]) -> __m512i {
    let [b0, b1, b2, b3, b4, b5, b6, b7] = *bytes.as_chunks::<8>().0 else { return _mm512_setzero_si512() };
    let [b0, b1, b2, b3, b4, b5, b6, b7] = [b0, b1, b2, b3, b4, b5, b6, b7].map(i64::from_le_bytes);
    _mm512_setr_epi64(b0, b1, b2, b3, b4, b5, b6, b7)
}

/// The vector's bytes.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn bytes_of(vector: __m256i) -> [u8; 32] {
    let four = [
        _mm256_extract_epi64::<0>(vector),
        _mm256_extract_epi64::<1>(vector),
        _mm256_extract_epi64::<2>(vector),
        _mm256_extract_epi64::<3>(vector),
    ];
    let mut bytes = [0; 32];
    bytes.as_chunks_mut::<8>().0.iter_mut().zip(four).for_each(|(to, from)| *to = from.to_le_bytes());
    bytes
}

/// The vector's bytes.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn bytes_of_half(vector: __m128i) -> [u8; 16] {
    let mut bytes = [0; 16];
    let two = [_mm_cvtsi128_si64(vector), _mm_extract_epi64::<1>(vector)];
    bytes.as_chunks_mut::<8>().0.iter_mut().zip(two).for_each(|(to, from)| *to = from.to_le_bytes());
    bytes
}

/// Writes sixteen numbers.
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn store(vector: __m256i, numbers: &mut [u16; 16]) {
    let bytes = bytes_of(vector);
    numbers.iter_mut().zip(bytes.as_chunks::<2>().0).for_each(|(to, from)| *to = u16::from_le_bytes(*from));
}
