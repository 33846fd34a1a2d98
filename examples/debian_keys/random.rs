//! The random generator of Debian's OpenSSL 0.9.8c-1 to 0.9.8g-8, in which what is mixed in was commented out (DSA-1571,
//! CVE-2008-0166): all that is left is how many bytes were mixed in and how often, the machine's word, and the process's number.

use sha1::{Digest as _, Sha1};

/// Bytes of the pool.
const POOL: usize = 1023;
/// Bytes of SHA-1.
const DIGEST: usize = 20;

/// What of a machine goes into the numbers: how it writes a C `long`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Machine {
    pub(crate) name: &'static str,
    /// Bytes of a `long` and of a `time_t`.
    pub(crate) long: usize,
    pub(crate) big_endian: bool,
    /// Bytes of `struct stat`, which OpenSSL mixes in when it reads `~/.rnd`.
    pub(crate) stat: usize,
}

pub(crate) const MACHINES: [Machine; 3] = [
    Machine { name: "le64", long: 8, big_endian: false, stat: 144 },
    Machine { name: "le32", long: 4, big_endian: false, stat: 88 },
    Machine { name: "be32", long: 4, big_endian: true, stat: 88 },
];

impl Machine {
    /// An `int` as it lies in memory.
    fn written(self, number: u32) -> [u8; 4] {
        if self.big_endian { number.to_be_bytes() } else { number.to_le_bytes() }
    }
}

/// How a program comes to its first random byte.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// `openssl` without a `~/.rnd`.
    None,
    /// `openssl` with a `~/.rnd` that cannot be read, or is empty.
    Unread,
    /// `openssl` with the 1,024 bytes that an earlier run left in `~/.rnd`.
    Read,
    /// `ssh-keygen`, which also stirs its own generator with 20 bytes.
    Ssh,
}

/// `md_rand.c` of 0.9.8, without what Debian took out.
#[derive(Clone)]
pub(crate) struct Random {
    /// One byte more, which is written, and never read, where the place stands behind the last.
    pool: [u8; POOL + 1],
    filled: usize,
    at: usize,
    digest: [u8; DIGEST],
    count: [u64; 2],
    process: u32,
    machine: Machine,
    polled: bool,
    stirred: bool,
}

impl Random {
    pub(crate) fn new(machine: Machine, start: Start, process: u32) -> Self {
        let mut random = Self {
            pool: [0; POOL + 1],
            filled: 0,
            at: 0,
            digest: [0; DIGEST],
            count: [0; 2],
            process,
            machine,
            polled: false,
            stirred: false,
        };
        match start {
            Start::None => random.poll(),
            Start::Unread => {
                random.add(machine.stat);
                random.poll();
            }
            Start::Read => {
                random.add(machine.stat);
                random.add(1024);
            }
            Start::Ssh => {
                random.poll();
                random.bytes(&mut [0; 20]);
            }
        }
        random
    }

    /// `RAND_poll`: 32 bytes of /dev/urandom, the process's number, the user's, the time. None of them is heard.
    fn poll(&mut self) {
        self.add(32);
        for _ in 0..3 {
            self.add(self.machine.long);
        }
        self.polled = true;
    }

    /// `RAND_add` of so many bytes, whatever they are.
    pub(crate) fn add(&mut self, length: usize) {
        let mut at = self.at;
        let [low, mut high] = self.count;
        let mut local = self.digest;
        self.at += length;
        if self.at >= POOL {
            self.at %= POOL;
            self.filled = POOL;
        } else {
            self.filled = self.filled.max(self.at);
        }
        self.count[1] += length.div_ceil(DIGEST) as u64;
        let mut left = length;
        while left > 0 {
            let taken = left.min(DIGEST);
            left -= taken;
            let mut hash = Sha1::new();
            hash.update(local);
            for step in 0..taken {
                hash.update([self.pool[(at + step) % POOL]]);
            }
            self.count_into(&mut hash, [low, high]);
            local = hash.finalize().into();
            high += 1;
            for byte in local.iter().take(taken) {
                self.pool[at] ^= byte;
                at = after(at, POOL);
            }
        }
        self.digest.iter_mut().zip(local).for_each(|(own, new)| *own ^= new);
    }

    /// `RAND_bytes`.
    pub(crate) fn bytes(&mut self, out: &mut [u8]) {
        if !self.polled {
            self.poll();
        }
        if !self.stirred {
            for _ in 0..POOL.div_ceil(DIGEST) {
                self.add(DIGEST);
            }
            self.stirred = true;
        }
        let (mut at, filled, count) = (self.at, self.filled, self.count);
        let mut local = self.digest;
        self.at += out.len().div_ceil(DIGEST / 2) * (DIGEST / 2);
        if self.at > filled {
            self.at %= filled;
        }
        self.count[0] += 1;
        for (turn, part) in out.chunks_mut(DIGEST / 2).enumerate() {
            let mut hash = Sha1::new();
            if turn == 0 && self.process != 0 {
                hash.update(self.machine.written(self.process));
            }
            hash.update(local);
            self.count_into(&mut hash, count);
            for step in 0..DIGEST / 2 {
                hash.update([self.pool[(at + step) % filled]]);
            }
            local = hash.finalize().into();
            let (to_pool, given) = local.split_at(DIGEST / 2);
            for byte in to_pool {
                self.pool[at] ^= byte;
                at = after(at, filled);
            }
            part.copy_from_slice(&given[..part.len()]);
        }
        let mut hash = Sha1::new();
        self.count_into(&mut hash, count);
        hash.update(local);
        hash.update(self.digest);
        self.digest = hash.finalize().into();
    }

    /// The two counters as the machine keeps them.
    fn count_into(&self, hash: &mut Sha1, count: [u64; 2]) {
        for number in count {
            let bytes = number.to_le_bytes();
            let mut bytes = bytes[..self.machine.long].to_vec();
            if self.machine.big_endian {
                bytes.reverse();
            }
            hash.update(bytes);
        }
    }

    /// `BN_rand`: the time is mixed in before, the two highest bits and the lowest are set where that is asked.
    pub(crate) fn number(&mut self, bits: usize, top_and_bottom: bool) -> Vec<u8> {
        self.add(self.machine.long);
        let mut bytes = vec![0; bits.div_ceil(8)];
        self.bytes(&mut bytes);
        let high = (bits - 1) % 8;
        if top_and_bottom {
            if high == 0 {
                bytes[0] = 1;
                bytes[1] |= 0x80;
            } else {
                bytes[0] |= 3 << (high - 1);
            }
            if let Some(last) = bytes.last_mut() {
                *last |= 1;
            }
        }
        bytes[0] &= u8::MAX >> (7 - high);
        bytes
    }
}

/// The next place of a pool that is filled so far. The last place may be the one behind, which the first look then leaves.
fn after(at: usize, filled: usize) -> usize {
    if at + 1 < filled { at + 1 } else { 0 }
}
