//! Which side of an application a file is of, where a framework mixes both in one folder.

/// Where a file runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// On the server, by the framework's rules.
    Server,
    /// Handed to browsers as it is.
    Served,
    /// Wherever its application does.
    Either,
}

/// The role of a file, by the conventions of Next.js, Nuxt, `SvelteKit`, Remix, Astro, Angular Universal and ASP.NET Core.
pub fn role(path: &str) -> Role {
    let mut parts: Vec<&str> = path.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let has = |folder: &str| parts.contains(&folder);
    let pair = |one: &str, two: &str| parts.windows(2).any(|w| w == [one, two]);
    let script = [".js", ".ts", ".mjs", ".cjs", ".jsx", ".tsx"].iter().any(|end| name.ends_with(end));
    let by_name = script
        && (name.contains(".server.")
            || name.starts_with("+server.")
            || (has("app") && stem == "route")
            || matches!(stem, "middleware" | "server"));
    if by_name || pair("pages", "api") || pair("app", "api") || has("server") || has("backend") || has("functions") {
        return Role::Server;
    }
    let served = ["wwwroot", "public", "static", "www"].iter().any(|folder| has(folder));
    if served { Role::Served } else { Role::Either }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frameworks_say_where_a_file_runs() {
        for path in ["pages/api/login.ts", "src/app/auth/route.ts", "app/session.server.ts", "web/server/index.js"] {
            assert_eq!(role(path), Role::Server, "{path}");
        }
        assert_eq!(role("src/Web/wwwroot/appsettings.json"), Role::Served);
        assert_eq!(role("src/App.tsx"), Role::Either);
    }
}
