//! Reading what may never come, such as standard input on a terminal: a read that blocks cannot be called off, so another
//! thread does it.

use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// How long a stop may go unnoticed.
const PATIENCE: Duration = Duration::from_millis(50);

const CHUNK: usize = 1 << 16;

/// A reader that comes to its end when `stop` is set, even while it waits.
#[derive(Debug)]
pub struct Patient {
    chunks: Receiver<io::Result<Vec<u8>>>,
    rest: io::Cursor<Vec<u8>>,
    stop: Arc<AtomicBool>,
}

impl Patient {
    /// Starts to read.
    pub fn new(source: impl Read + Send + 'static, stop: Arc<AtomicBool>) -> Self {
        let (sender, chunks) = sync_channel(16);
        std::thread::spawn(move || pump(source, &sender));
        Self { chunks, rest: io::Cursor::default(), stop }
    }
}

/// Reads until the end, an error, or nobody wants more.
fn pump(mut source: impl Read, sender: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut chunk = vec![0; CHUNK];
        let message = match source.read(&mut chunk) {
            Ok(0) => return,
            Ok(read) => {
                chunk.truncate(read);
                Ok(chunk)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let failed = message.is_err();
        if sender.send(message).is_err() || failed {
            return;
        }
    }
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(0);
            }
            let read = self.rest.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            match self.chunks.recv_timeout(PATIENCE) {
                Ok(chunk) => self.rest = io::Cursor::new(chunk?),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_comes_through_in_order() {
        let text: Vec<u8> = (0..300_000u32).flat_map(u32::to_le_bytes).collect();
        let mut read = Vec::new();
        Patient::new(io::Cursor::new(text.clone()), Arc::default()).read_to_end(&mut read).unwrap();
        assert!(read == text);
    }

    #[test]
    fn an_error_is_handed_on_and_a_stop_is_the_end() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        assert_eq!(Patient::new(Broken, Arc::default()).read(&mut [0]).unwrap_err().to_string(), "broken");
        struct Never;
        impl Read for Never {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                loop {
                    std::thread::park();
                }
            }
        }
        let stop = Arc::new(AtomicBool::new(false));
        let mut patient = Patient::new(Never, Arc::clone(&stop));
        std::thread::spawn(move || stop.store(true, Ordering::Relaxed));
        assert_eq!(patient.read(&mut [0]).unwrap(), 0);
    }
}
