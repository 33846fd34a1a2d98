//! The first look with AVX2: 32 places of the text at once. Without a better one, what most processors do.
//!
//! For short keywords: they are sorted into buckets. For each of their first four places two tables of sixteen bytes say
//! which buckets have a byte with this lower half, and with this upper half; the buckets that all eight looks have in
//! common are left (as in Hyperscan's Teddy). For long ones: the hashes of the grams are computed eight at a time, and
//! what the filter says of them is tested 32 at a time; only the filter's bytes are fetched one by one.

use std::arch::x86_64::{
    __m256i, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_mullo_epi32,
    _mm256_or_si256, _mm256_packus_epi16, _mm256_packus_epi32, _mm256_permute4x64_epi64, _mm256_set1_epi8,
    _mm256_set1_epi32, _mm256_setr_epi8, _mm256_setr_epi64x, _mm256_setzero_si256, _mm256_shuffle_epi8,
    _mm256_srli_epi16, _mm256_srli_epi32, _mm256_sub_epi8,
};

use super::super::long::{FILTER_BITS, Filter, MULTIPLIER};
use super::super::runs;
use super::super::word::Word;
use super::halves::{Halves, PLACES, buckets};
use super::lanes::{bytes_of, load, store};
use super::{BLOCK, BLOCKS, EVEN, Found, NEEDED, part};

/// Places that are looked at at once.
const LANES: usize = 32;

/// How far a hash's upper bits are from the lowest, which choose a byte of the filter.
const UPPER: i32 = 32 - FILTER_BITS.cast_signed();

/// How far the next three are, which choose a bit of it.
const NEXT: i32 = UPPER - 3;

/// Buckets of one table.
const BUCKETS: usize = 8;

/// Tables for each eight buckets. More cost more looks, fewer let more pass.
const GROUPS: usize = 3;

/// Which buckets have a byte with a lower (0) or upper (1) half, for each place of a keyword.
///
/// Each table stands there twice, once for each half of a vector.
type Group = [[[u8; 32]; 2]; PLACES];

/// The tables; exist only where the processor has AVX2.
#[derive(Debug)]
pub(in super::super) struct Tables {
    groups: [Group; GROUPS],
}

impl Tables {
    pub(super) fn new(words: &[Word]) -> Option<Self> {
        if !std::arch::is_x86_feature_detected!("avx2") {
            return None;
        }
        let mut groups = [[[[0; 32]; 2]; PLACES]; GROUPS];
        for (number, bucket) in buckets(words, GROUPS * BUCKETS).iter().enumerate() {
            let group = groups.get_mut(number / BUCKETS)?;
            enter(group, bucket, 1 << (number % BUCKETS));
        }
        Some(Self { groups })
    }

    /// See [`super::Look::look`].
    pub(super) fn look(&self, filter: &Filter, text: &[u8], found: &mut Found) -> usize {
        #[allow(
            unsafe_code,
            reason = "a function that asks for AVX2; `new` made sure that there is some. Without it the prefilter takes twice the time (docs/speed.md)"
        )]
        // SAFETY: a value of this type exists only if the processor has AVX2.
        unsafe {
            self.look_avx2(filter, text, found)
        }
    }

    #[target_feature(enable = "avx2")]
    fn look_avx2(&self, filter: &Filter, text: &[u8], found: &mut Found) -> usize {
        found.runs.clear();
        let (mut short, mut long) = ([[0; 2]; BLOCKS], [0; BLOCKS]);
        let mut count = 0;
        let blocks = (0..).step_by(BLOCK).map_while(|at| text.get(at..).and_then(|rest| rest.first_chunk::<NEEDED>()));
        let bases = (0u16..).step_by(BLOCK);
        let grams = found.grams.bytes.iter_mut().zip(&mut found.grams.bits);
        for (((block, short), (bytes, bits)), base) in blocks.zip(&mut short).zip(grams).zip(bases) {
            // One place that calls, so that the tables stay where they are between calls.
            for (half, short) in short.iter_mut().enumerate() {
                *short = self.block(part(block, half * LANES));
            }
            let [low, high] = [0, LANES].map(|half| u64::from(alnum(load(part(block, half)))));
            found.runs.write_ones(runs::begins(low | high << LANES), base);
            hashes(block, bytes, bits);
            count += 1;
        }
        found.grams.fetch(filter, count);
        for ((ones, bits), long) in found.grams.filter.iter().zip(&found.grams.bits).take(count).zip(&mut long) {
            *long = !zeros(_mm256_and_si256(load(ones), load(bits)));
        }
        found.short.read(short.as_flattened().get(..2 * count).unwrap_or_default(), LANES, 1);
        found.long.read(long.get(..count).unwrap_or_default(), BLOCK, 2);
        count * BLOCK
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn block(&self, block: &[u8; LANES + 8]) -> u32 {
        let zero = _mm256_setzero_si256();
        let low = _mm256_set1_epi8(0x0f);
        let mut halves = [[zero; 2]; PLACES];
        for (place, halves) in halves.iter_mut().enumerate() {
            let bytes = load(part(block, place));
            *halves = [_mm256_and_si256(bytes, low), _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), low)];
        }
        let mut any = zero;
        for group in &self.groups {
            any = _mm256_or_si256(any, common(group, &halves));
        }
        !zeros(any)
    }
}

/// The buckets of a group that all looks have in common, for each place.
#[target_feature(enable = "avx2")]
#[inline]
fn common(group: &Group, halves: &[[__m256i; 2]; PLACES]) -> __m256i {
    let mut common = _mm256_set1_epi8(-1);
    for ([lower, upper], [low, high]) in group.iter().zip(halves) {
        let both = _mm256_and_si256(_mm256_shuffle_epi8(load(lower), *low), _mm256_shuffle_epi8(load(upper), *high));
        common = _mm256_and_si256(common, both);
    }
    common
}

/// Hashes the grams at the even places of a block.
#[target_feature(enable = "avx2")]
#[inline]
fn hashes(block: &[u8; NEEDED], bytes: &mut [u16; EVEN], bits: &mut [u8; EVEN]) {
    let mut hashes = [_mm256_setzero_si256(); 4];
    for (quarter, hash) in hashes.iter_mut().enumerate() {
        let [a, b] = *part::<NEEDED, 16>(block, 16 * quarter).as_chunks::<8>().0 else { return };
        let c = *part::<NEEDED, 8>(block, 16 * quarter + 16);
        let [a, b, c] = [a, b, c].map(i64::from_le_bytes);
        let spread = _mm256_shuffle_epi8(_mm256_setr_epi64x(a, b, b, c), spread());
        let folded = _mm256_or_si256(spread, _mm256_set1_epi8(0x20));
        *hash = _mm256_mullo_epi32(folded, _mm256_set1_epi32(MULTIPLIER.cast_signed()));
    }
    let [a, b, c, d] = hashes;
    let upper = [(a, b), (c, d)]
        .map(|(a, b)| in_order(_mm256_packus_epi32(_mm256_srli_epi32::<UPPER>(a), _mm256_srli_epi32::<UPPER>(b))));
    for (bytes, upper) in bytes.as_chunks_mut::<16>().0.iter_mut().zip(upper) {
        store(upper, bytes);
    }
    let seven = _mm256_set1_epi32(7);
    let three = hashes.map(|hash| _mm256_and_si256(_mm256_srli_epi32::<NEXT>(hash), seven));
    let [a, b, c, d] = three;
    let (first, second) = (in_order(_mm256_packus_epi32(a, b)), in_order(_mm256_packus_epi32(c, d)));
    let numbers = in_order(_mm256_packus_epi16(first, second));
    *bits = bytes_of(_mm256_shuffle_epi8(powers(), numbers));
}

/// A bit for each byte that is zero.
#[target_feature(enable = "avx2")]
#[inline]
fn zeros(vector: __m256i) -> u32 {
    _mm256_movemask_epi8(_mm256_cmpeq_epi8(vector, _mm256_setzero_si256())).cast_unsigned()
}

/// A bit for each letter and digit.
#[target_feature(enable = "avx2")]
#[inline]
fn alnum(bytes: __m256i) -> u32 {
    // Unsigned numbers are at most the last of their row where the smaller of both is they themselves.
    let among = |bytes: __m256i, first: u8, last: i8| {
        let number = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first.cast_signed()));
        _mm256_cmpeq_epi8(_mm256_min_epu8(number, _mm256_set1_epi8(last)), number)
    };
    let letters = among(_mm256_or_si256(bytes, _mm256_set1_epi8(0x20)), b'a', 25);
    _mm256_movemask_epi8(_mm256_or_si256(letters, among(bytes, b'0', 9))).cast_unsigned()
}

/// Undoes what packing does to the order of quarters.
#[target_feature(enable = "avx2")]
#[inline]
fn in_order(packed: __m256i) -> __m256i {
    _mm256_permute4x64_epi64::<0b11_01_10_00>(packed)
}

/// Spreads ten bytes to the four grams that begin at the even ones of the first eight, in each half.
#[target_feature(enable = "avx2")]
#[inline]
fn spread() -> __m256i {
    _mm256_setr_epi8(0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9, 0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9)
}

/// The powers of two below 256, in each half.
#[target_feature(enable = "avx2")]
#[inline]
fn powers() -> __m256i {
    let eight = i64::from_le_bytes([1, 2, 4, 8, 16, 32, 64, 128]);
    _mm256_setr_epi64x(eight, 0, eight, 0)
}

/// Enters a bucket into its group's tables.
fn enter(group: &mut Group, bucket: &Halves, bit: u8) {
    for (table, members) in group.iter_mut().flatten().zip(bucket.iter().flatten()) {
        let member = |at: usize| members >> (at % 16) & 1 == 1;
        table.iter_mut().enumerate().filter(|(at, _)| member(*at)).for_each(|(_, entry)| *entry |= bit);
    }
}
