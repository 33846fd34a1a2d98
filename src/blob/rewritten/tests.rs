use proptest::prelude::*;

use super::*;

fn read(text: &str, writing: Writing) -> Rewritten {
    Rewritten::around(text.as_bytes(), text.len() / 2, writing).rewritten.unwrap()
}

fn says(text: &str, writing: Writing, said: &str) {
    assert_eq!(String::from_utf8_lossy(&read(text, writing).text), said, "{text}");
}

#[test]
fn escapes_are_undone() {
    says(r"a\x67\u0068\u{69}\/\\\nz", Writing::Escapes, "aghi/\\\nz");
    says(r"\ud83d\ude00 \ud83d \q \x6", Writing::Escapes, "\u{1f600} \\ud83d \\q \\x6");
    says("&#103;&#x67;&quot;&amp;&#xd800;&#99999999;&nope;", Writing::Entities, "gg\"&&#xd800;&#99999999;&nope;");
    says("a%2Fb%2fc%zz%4", Writing::Percent, "a/b/c%zz%4");
}

#[test]
fn literals_are_put_together() {
    for text in [
        "x = \"ab\" + \"cd\"",
        "x = \"ab\"+\"cd\"",
        "x = \"ab\" . \"cd\"",
        "x = \"ab\" .. \"cd\"",
        "x = \"ab\" & \"cd\"",
        "x = \"ab\" & _\r\n  \"cd\"",
        "x = \"ab\"\n    \"cd\"",
        "x = \"ab\" \\\n \"cd\"",
        "x = \"ab\"\n  + \"cd\"",
        "x = \"ab\" +\n  \"cd\"",
        "x = \"ab\\\ncd\"",
    ] {
        let read = Rewritten::around(text.as_bytes(), 5, Writing::Pieces).rewritten.unwrap();
        assert_eq!(read.text, b"x = \"abcd\"", "{text}");
        let place = read.outer(&(5..9));
        assert_eq!((place.start, place.end), (5, text.len() - 1), "{text}");
        assert_eq!(read.outer(&(5..7)), 5..7);
        assert_eq!(read.outer(&(7..9)).start, text.find("cd").unwrap());
        assert!(read.first_within(&(5..9)).is_some() && read.first_within(&(6..8)).is_some());
        assert_eq!((read.first_within(&(5..7)), read.first_within(&(7..9))), (None, None));
        assert!(joins_behind(text.as_bytes(), 5).1, "{text}");
    }
    for text in ["\"ab\", \"cd\"", "\"ab\" \"cd\"", "\"ab\" + x", "\"ab\"\n\n\"cd\"", "\"a\\\" + \"b", "\"ab\" + 'cd'"]
    {
        assert_eq!(Rewritten::around(text.as_bytes(), 1, Writing::Pieces).rewritten, None, "{text}");
    }
}

#[test]
fn places_lead_back() {
    let text = r"x=a\u0062c\x64e";
    let read = read(text, Writing::Escapes);
    assert_eq!(read.text, b"x=abcde");
    assert_eq!(read.outer(&(2..7)), 2..15);
    assert_eq!(read.outer(&(3..4)), 3..9);
    assert_eq!(read.outer(&(4..6)), 9..14);
    assert_eq!((read.first_within(&(0..3)), read.first_within(&(0..4))), (None, Some(3)));
    assert_eq!((read.first_within(&(4..5)), read.first_within(&(4..7))), (None, Some(10)));
}

#[test]
fn a_long_line_is_read_in_parts() {
    let text = r"\u0061".repeat(100_000);
    let (mut at, mut looks) = (0, 0);
    while at < text.len() {
        let look = Rewritten::around(text.as_bytes(), at, Writing::Escapes);
        assert!(look.rewritten.unwrap().text.len() < BEFORE + BEHIND);
        (at, looks) = (look.end, looks + 1);
    }
    assert!(looks < 300, "{looks}");
}

proptest! {
    #[test]
    fn what_is_escaped_is_read_back(text in "[ -~\u{a0}-\u{ffff}\u{1f600}]{1,200}", writing in 0usize..4, from in 0usize..200, to in 0usize..200) {
        let one = |character: char| match writing {
            0 => format!("\\u{{{:x}}}", u32::from(character)),
            1 => character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}")).collect::<Vec<_>>().concat(),
            2 => format!("&#{};", u32::from(character)),
            _ => character.to_string().bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat(),
        };
        let kind = [Writing::Escapes, Writing::Escapes, Writing::Entities, Writing::Percent][writing];
        let outer: String = text.chars().map(one).collect();
        let read = Rewritten::around(outer.as_bytes(), 0, kind).rewritten.unwrap();
        prop_assert_eq!(&read.text, text.as_bytes());
        let (from, to) = (text.floor_char_boundary(from.min(to)), text.floor_char_boundary(from.max(to)));
        let place = read.outer(&(from..to));
        let said: String = text[from..to].chars().map(one).collect();
        prop_assert_eq!(&outer[place], said);
    }

    #[test]
    fn anything_is_read(text in proptest::collection::vec(any::<u8>(), 0..300), at in 0usize..400) {
        for writing in [Writing::Escapes, Writing::Entities, Writing::Percent, Writing::Pieces] {
            let look = Rewritten::around(&text, at, writing);
            prop_assert!(look.end > at.min(text.len()));
            if let Some(read) = look.rewritten {
                let place = read.outer(&(0..read.text.len()));
                prop_assert!(place.end <= text.len());
            }
        }
    }
}
