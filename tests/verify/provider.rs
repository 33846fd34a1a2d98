//! A server on this machine that plays a provider, well-behaved or not.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How a provider answers.
#[derive(Clone, Debug)]
pub(crate) enum Manner {
    /// This status and this body.
    Says(u16, &'static str),
    /// These bytes, and nothing more.
    Raw(&'static [u8]),
    /// A redirect to another server.
    Redirects(String),
    /// Takes longer than anybody waits.
    Sleeps,
    /// Sends a byte now and then.
    Drips,
    /// Sends as much as anybody takes, at most 10 GB.
    Floods,
    /// The status of the first, then of all others.
    First(u16, u16),
}

/// What was asked: the head and the body, and when.
pub(crate) type Asked = Arc<Mutex<Vec<(String, Instant)>>>;

/// A running provider.
pub(crate) struct Provider {
    /// `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    /// What it was asked.
    pub(crate) asked: Asked,
    /// Bytes that it could send of a flood.
    pub(crate) sent: Arc<Mutex<u64>>,
}

impl Provider {
    /// Starts one.
    pub(crate) fn new(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (asked, sent) = (Asked::default(), Arc::default());
        let provider = Self { url, asked: Arc::clone(&asked), sent: Arc::clone(&sent) };
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (manner, asked, sent) = (manner.clone(), Arc::clone(&asked), Arc::clone(&sent));
                std::thread::spawn(move || _ = serve(stream, &manner, &asked, &sent));
            }
        });
        provider
    }

    /// How often it was asked.
    pub(crate) fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// All that it was asked.
    pub(crate) fn text(&self) -> String {
        self.asked.lock().unwrap().iter().map(|(text, _)| text.as_str()).collect()
    }
}

fn serve(stream: TcpStream, manner: &Manner, asked: &Asked, sent: &Mutex<u64>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        if let Some(number) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = number.trim().parse().unwrap();
        }
        head += &line;
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let nth = {
        let mut asked = asked.lock().unwrap();
        asked.push((format!("{head}\n{}\n", String::from_utf8_lossy(&body)), Instant::now()));
        asked.len()
    };
    answer(stream, manner, nth, sent)
}

fn answer(mut stream: TcpStream, manner: &Manner, nth: usize, sent: &Mutex<u64>) -> std::io::Result<()> {
    let mut says = |status: u16, more: &str, body: &str| {
        let length = body.len();
        write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\n{more}Connection: close\r\n\r\n{body}")
    };
    match manner {
        Manner::Says(status, body) => says(*status, "", body),
        Manner::First(first, rest) => says(if nth == 1 { *first } else { *rest }, "", "{}"),
        Manner::Redirects(to) => says(302, &format!("Location: {to}/elsewhere\r\n"), "{\"ok\":true}"),
        Manner::Raw(bytes) => stream.write_all(bytes),
        Manner::Sleeps => {
            std::thread::sleep(Duration::from_secs(30));
            Ok(())
        }
        Manner::Drips => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")?;
            for _ in 0..300 {
                stream.write_all(b" ")?;
                std::thread::sleep(Duration::from_millis(100));
            }
            Ok(())
        }
        Manner::Floods => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n{\"ok\":true,\"more\":\"")?;
            let piece = vec![b'x'; 1 << 16];
            for _ in 0..10_000_000_000_u64 >> 16 {
                stream.write_all(&piece)?;
                *sent.lock().unwrap() += 1 << 16;
            }
            Ok(())
        }
    }
}
