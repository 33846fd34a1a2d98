//! What build tools make of many files: Electron's archives, and source maps that hold their sources.

use serde::Deserialize;
use serde_json::Value;

use super::{Sink, Trouble};

/// Deepest folder of an archive.
const DEEPEST: usize = 64;

/// Electron's archive (<https://github.com/electron/asar#format>): four numbers of four bytes, a JSON header, the files.
pub(super) fn asar(content: &[u8], sink: &mut Sink<'_, '_>) {
    let number = |at: usize| Some(u32::from_le_bytes(content.get(at..at + 4)?.try_into().ok()?) as usize);
    let parts = || {
        let (header, text) = (number(4)?, number(12)?);
        let base = header.checked_add(8)?;
        Some((content.get(16..text.checked_add(16)?)?, content.get(base..)?))
    };
    let Some((header, files)) = parts() else { return sink.damaged("its header is cut off") };
    match serde_json::from_slice::<Value>(header) {
        Ok(header) => _ = folder(&header, &mut Vec::new(), files, sink),
        Err(error) => sink.damaged(error),
    }
}

/// Hands on the files of a folder. `false`: no more is to come.
fn folder(entry: &Value, path: &mut Vec<String>, files: &[u8], sink: &mut Sink<'_, '_>) -> bool {
    let Some(members) = entry.get("files").and_then(Value::as_object) else { return true };
    if path.len() >= DEEPEST {
        sink.trouble(Trouble::Limit("folders that are nested too deep".to_owned()));
        return true;
    }
    for (name, member) in members {
        path.push(name.clone());
        let more = match (member.get("offset").and_then(Value::as_str), member.get("size").and_then(Value::as_u64)) {
            (Some(offset), Some(size)) => {
                let start = offset.parse::<usize>().ok();
                let body = start.and_then(|start| files.get(start..start.checked_add(usize::try_from(size).ok()?)?));
                if body.is_none() {
                    sink.damaged("a file that lies outside");
                }
                body.is_none_or(|body| sink.member(path.join("/").as_bytes(), body))
            }
            _ => folder(member, path, files, sink),
        };
        path.pop();
        if !more {
            return false;
        }
    }
    true
}

/// A source map (ECMA-426): the sources that it holds, under their names.
pub(super) fn source_map(content: &[u8], sink: &mut Sink<'_, '_>) {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Map {
        #[serde(default)]
        sources: Vec<Option<String>>,
        #[serde(default)]
        sources_content: Vec<Option<String>>,
        #[serde(default)]
        sections: Vec<Section>,
    }
    #[derive(Deserialize)]
    struct Section {
        map: Map,
    }
    fn each(map: &Map, sink: &mut Sink<'_, '_>) -> bool {
        let names = map.sources.iter().map(Option::as_deref).chain(std::iter::repeat(None));
        let own = map.sources_content.iter().zip(names).all(|(content, name)| {
            let Some(content) = content else { return true };
            sink.member(name.unwrap_or("source").as_bytes(), content.as_bytes())
        });
        own && map.sections.iter().all(|section| each(&section.map, sink))
    }
    match serde_json::from_slice::<Map>(content) {
        Ok(map) => _ = each(&map, sink),
        Err(error) => sink.damaged(error),
    }
}
