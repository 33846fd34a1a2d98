//! The first look with AVX-512: 64 places of the text at once.
//!
//! For short keywords: they are sorted into buckets. For each of their first four places a table of 128 bytes says which
//! buckets have this byte there (`vpermi2b` looks up 64 bytes at once); the buckets that all four looks have in common are
//! left. Those that only begin words have buckets of their own, which are not asked within words. For long ones: the hashes of the grams are computed sixteen at a time, and what the filter says of them is tested
//! 32 at a time; only the filter's bytes are fetched one by one. Places that pass are written down without a branch:
//! `vpcompressb` moves them together.

use std::arch::x86_64::{
    __m512i, _mm256_maskz_compress_epi8, _mm256_test_epi8_mask, _mm512_and_si512, _mm512_castsi512_si256,
    _mm512_cmpeq_epi8_mask, _mm512_cmplt_epu8_mask, _mm512_cvtepi32_epi8, _mm512_cvtepi32_epi16,
    _mm512_extracti64x4_epi64, _mm512_maskz_compress_epi8, _mm512_mullo_epi32, _mm512_or_si512,
    _mm512_permutex2var_epi8, _mm512_permutexvar_epi8, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_setzero_si512,
    _mm512_sllv_epi32, _mm512_srli_epi32, _mm512_sub_epi8, _mm512_test_epi8_mask,
};

use super::super::long::{FILTER_BITS, Filter, MULTIPLIER};
use super::super::runs;
use super::super::word::Word;
use super::lanes::{bytes_of, bytes_of_half, load, load_wide, store};
use super::sets::{PLACES, Sets, buckets};
use super::{BLOCK, BLOCKS, EVEN, Found, NEEDED, part};

/// Buckets of one table.
const BUCKETS: usize = 8;

/// Tables for each eight buckets of keywords that may stand within words. More cost more looks, fewer let more pass.
const WITHIN: usize = 1;

/// The same of keywords that begin words.
const BEGIN: usize = 2;

/// Which buckets have a byte, for each place of a keyword: the lower and the upper half of the ASCII bytes.
type Group = [[[u8; 64]; 2]; PLACES];

/// The tables; exist only where the processor has what they need.
#[derive(Debug)]
pub(in super::super) struct Tables {
    within: [Group; WITHIN],
    begin: [Group; BEGIN],
}

impl Tables {
    pub(super) fn new(words: &[Word]) -> Option<Self> {
        let able = std::arch::is_x86_feature_detected!("avx512f")
            && std::arch::is_x86_feature_detected!("avx512bw")
            && std::arch::is_x86_feature_detected!("avx512vl")
            && std::arch::is_x86_feature_detected!("avx512vbmi")
            && std::arch::is_x86_feature_detected!("avx512vbmi2");
        if !able {
            return None;
        }
        Some(Self { within: groups(words, |word| !word.begins()), begin: groups(words, Word::begins) })
    }

    /// See [`super::Look::look`].
    pub(super) fn look(&self, filter: &Filter, text: &[u8], from: usize, found: &mut Found) -> usize {
        #[allow(
            unsafe_code,
            reason = "a function that asks for AVX-512; `new` made sure that there is some. With AVX2 alone the prefilter takes half as long again (docs/speed.md)"
        )]
        // SAFETY: a value of this type exists only if the processor has all that the function asks for.
        unsafe {
            self.look_avx512(filter, text, from, found)
        }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
    fn look_avx512(&self, filter: &Filter, text: &[u8], from: usize, found: &mut Found) -> usize {
        found.short.clear();
        found.runs.clear();
        found.long.clear();
        let bases = (0u16..).step_by(BLOCK).take(BLOCKS);
        let mut looked = 0;
        let grams = found.grams.bytes.iter_mut().zip(&mut found.grams.bits);
        for ((bytes, bits), base) in grams.zip(bases.clone()) {
            let at = from + looked;
            let Some(block) = text.get(at..).and_then(|rest| rest.first_chunk::<NEEDED>()) else { break };
            let alnum = alnum(load_wide(part(block, 0)));
            let before = text.get(at.wrapping_sub(3)..).and_then(|back| back.first_chunk::<NEEDED>());
            let mask = self.block(block, before, alnum);
            found.runs.write_ones(runs::begins(alnum), base);
            let places = _mm512_maskz_compress_epi8(mask, load_wide(&ALL));
            found.short.write(&bytes_of(_mm512_castsi512_si256(places)), base, mask.count_ones());
            if mask.count_ones() > 32 {
                found.short.write(&bytes_of(_mm512_extracti64x4_epi64::<1>(places)), base, mask.count_ones() - 32);
            }
            hashes(block, bytes, bits);
            looked += BLOCK;
        }
        found.grams.fetch(filter, looked / BLOCK);
        for ((ones, bits), base) in found.grams.filter.iter().zip(&found.grams.bits).take(looked / BLOCK).zip(bases) {
            let mask = _mm256_test_epi8_mask(load(ones), load(bits));
            let places = _mm256_maskz_compress_epi8(mask, load(&EVENS));
            found.long.write(&bytes_of(places), base, mask.count_ones());
        }
        looked
    }

    /// A bit for each place of a block where a short keyword may begin. `back` begins three bytes before it, if there are
    /// so many.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
    #[inline]
    fn block(&self, block: &[u8; NEEDED], back: Option<&[u8; NEEDED]>, alnum: u64) -> u64 {
        let places: [__m512i; PLACES] = std::array::from_fn(|place| load_wide(part(block, place)));
        let begin = any(&self.begin, &places);
        // Where a text begins, its first places are looked at as if each might begin a word.
        let words = match back {
            Some(back) => within(back, alnum),
            None => 0,
        };
        any(&self.within, &places) | (begin & !words)
    }
}

/// A bit for each place that passes a group's looks.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
#[inline]
fn any(groups: &[Group], places: &[__m512i; PLACES]) -> u64 {
    let mut any = _mm512_setzero_si512();
    for group in groups {
        let mut common = _mm512_set1_epi8(-1);
        for ([lower, upper], bytes) in group.iter().zip(places) {
            let buckets = _mm512_permutex2var_epi8(load_wide(lower), *bytes, load_wide(upper));
            common = _mm512_and_si512(common, buckets);
        }
        any = _mm512_or_si512(any, common);
    }
    _mm512_test_epi8_mask(any, any)
}

/// A bit for each place of a block that stands behind a letter or a digit which no escape ends with, as
/// [`crate::check::ends_escape`] has it; of a terminal's colours only the letter is looked at. `back` begins three bytes
/// before the block.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
#[inline]
fn within(back: &[u8; NEEDED], alnum: u64) -> u64 {
    let [third, second, last]: [__m512i; 3] = std::array::from_fn(|at| load_wide(part(back, at)));
    let is = |bytes: __m512i, byte: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte.cast_signed()));
    let [_, _, before, ..] = *back;
    let behind_alnum = alnum << 1 | u64::from(before.is_ascii_alphanumeric());
    behind_alnum & !(is(last, b'm') | is(second, b'\\') | is(third, b'%'))
}

/// A bit for each letter and digit.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
#[inline]
fn alnum(bytes: __m512i) -> u64 {
    let among = |bytes: __m512i, first: u8, count: u8| {
        let number = _mm512_sub_epi8(bytes, _mm512_set1_epi8(first.cast_signed()));
        _mm512_cmplt_epu8_mask(number, _mm512_set1_epi8(count.cast_signed()))
    };
    among(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), b'a', 26) | among(bytes, b'0', 10)
}

/// Sorts some of the words into buckets.
fn groups<const N: usize>(words: &[Word], of: fn(&Word) -> bool) -> [Group; N] {
    let mut groups = [[[[0; 64]; 2]; PLACES]; N];
    let words: Vec<&Word> = words.iter().filter(|word| of(word)).collect();
    for (number, bucket) in buckets(&words, N * BUCKETS).iter().enumerate() {
        if let Some(group) = groups.get_mut(number / BUCKETS) {
            enter(group, bucket, 1 << (number % BUCKETS));
        }
    }
    groups
}

/// Hashes the grams at the even places of a block.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
#[inline]
fn hashes(block: &[u8; NEEDED], bytes: &mut [u16; EVEN], bits: &mut [u8; EVEN]) {
    let halves = bytes.as_chunks_mut::<16>().0.iter_mut().zip(bits.as_chunks_mut::<16>().0);
    // The second half's grams lie 32 bytes further; it is read from the eighth on, so that the block's last byte is the
    // last that is read.
    for ((bytes, bits), (from, spread)) in halves.zip([(0, &FIRST_GRAMS), (8, &LAST_GRAMS)]) {
        let spread = _mm512_permutexvar_epi8(load_wide(spread), load_wide(part(block, from)));
        let folded = _mm512_or_si512(spread, _mm512_set1_epi8(0x20));
        let hash = _mm512_mullo_epi32(folded, _mm512_set1_epi32(MULTIPLIER.cast_signed()));
        store(_mm512_cvtepi32_epi16(_mm512_srli_epi32::<{ 32 - FILTER_BITS }>(hash)), bytes);
        let three = _mm512_and_si512(_mm512_srli_epi32::<{ 29 - FILTER_BITS }>(hash), _mm512_set1_epi32(7));
        *bits = bytes_of_half(_mm512_cvtepi32_epi8(_mm512_sllv_epi32(_mm512_set1_epi32(1), three)));
    }
}

/// The places of a block.
const ALL: [u8; 64] = every(1);

/// Its even places.
const EVENS: [u8; EVEN] = every(2);

/// Where the bytes of the first sixteen grams stand.
const FIRST_GRAMS: [u8; 64] = grams_from(0);

/// Where the bytes of the last sixteen grams stand, from the eighth byte on.
const LAST_GRAMS: [u8; 64] = grams_from(24);

/// Every so many numbers.
#[expect(clippy::indexing_slicing, reason = "the compiler runs it, and would say so")]
const fn every<const N: usize>(step: u8) -> [u8; N] {
    let mut numbers = [0; N];
    let (mut at, mut number) = (0, 0);
    while at < N {
        numbers[at] = number;
        (at, number) = (at + 1, number + step);
    }
    numbers
}

/// Where the bytes of sixteen grams at even places stand.
#[expect(clippy::indexing_slicing, reason = "the compiler runs it, and would say so")]
const fn grams_from(first: u8) -> [u8; 64] {
    let mut places = [0; 64];
    let mut at = 0u8;
    while at < 64 {
        places[at as usize] = first + at / 4 * 2 + at % 4;
        at += 1;
    }
    places
}

/// Enters a bucket into its group's tables.
fn enter(group: &mut Group, bucket: &Sets, bit: u8) {
    for (tables, set) in group.iter_mut().zip(bucket) {
        let entries = tables.as_flattened_mut().iter_mut().enumerate();
        entries.filter(|(byte, _)| set >> byte & 1 == 1).for_each(|(_, entry)| *entry |= bit);
    }
}
