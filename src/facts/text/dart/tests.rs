//! What is read of Dart, in a line or two; and what is meant to break the reader.

use crate::facts::fact::{Facts, Term, Value};
use crate::facts::tests::{has, show};
use crate::facts::{Language, read};

const SAMPLE: &str = r#"
library acme;
import 'dart:io';
import 'package:flutter_appauth/flutter_appauth.dart' as auth show FlutterAppAuth;
import 'package:oauth2/oauth2.dart' show Client, Credentials hide Grant;
import 'src/config.dart';
part 'acme.g.dart';

const kBits = 512 * 2, kOther = 3;
final Map<String, List<int>?> table = <String, List<int>?>{'a': [1, 2], if (x) 'b': null else 'c': [3], ...more};
String get secret => 'one' 'two';
bool trust(X509Certificate c, String host, int port) => true;

@JsonSerializable(explicitToJson: true)
abstract class Config<T extends Object> extends Base<T> with Mixed implements Other {
  static const String issuer = "https://" + host;
  static const host = 'id.acme.example';
  final String clientSecret;
  late final Dio _dio = Dio(BaseOptions(baseUrl: issuer))..options.headers['A'] = 'b'..interceptors.add(Log(1));
  Config(this.name, {required this.clientSecret, super.key, int? n = 7}) : assert(n > 1), _b = n ?? 2, super(id: 'i') {
    init(n);
  }
  const factory Config.dev() = Dev;
  Config.named(int this.a, [this.b = 4]);
  Future<List<Token>> call(String a, void Function(int x) done, {Duration d = const Duration(seconds: 5)}) async {
    final prefs = await SharedPreferences.getInstance();
    await prefs.setString('t', a);
    if (a case final String b when b.isEmpty) return [];
    for (final Foo f in await list(1)) { f?.go!.far(x: -1); }
    for (var i = 0; i < kBits; i++) use(i, kBits);
    try { risky(); } on FormatException catch (e, s) { log('$e ${s.lines[0].trim()}'); } finally { done2(); }
    var (p, q) = pair(1);
    switch (p) { case 1: one(); break; case Foo(:final z) when z > 2: two(z); default: three(); }
    int helper(int z) => z << kBits;
    final n = switch (q) { 1 => 1024, > 2 && < 5 => 2048, _ => 3072 };
    sized(n, flag ? 1 : 2, a as String, b is! int, x['k']!, y[0], json(a)['t']);
    return compute<int>(() async { return inner(r'\d$x', """long
text"""); });
  }
  @override
  bool operator ==(Object other) => other is Config && same(other);
  set value(int v) { _v = v; }
}

enum Flavor with Named {
  dev(bits: 1024),
  prod.of(4096);

  const Flavor({required this.bits});
  final int bits;
}
extension on String { int get size => length; }
extension type Id(int id) { void show() => print(id); }
mixin M on Base { void m() => base(Flavor.dev.bits); }
typedef Call<T> = T Function(int);
(int, String) record() => (1, b: 'c');
void main() => runApp(const MaterialApp(home: Text('hi ${Config.issuer}')));
"#;

#[test]
fn declarations_and_calls() {
    for wanted in [
        "JsonSerializable(explicitToJson=bool)",
        "BaseOptions(baseUrl='https://id.acme.example')",
        "Log(1)",
        "Base(id='i')",
        "init(7)",
        "Duration(seconds=5)",
        "SharedPreferences.getInstance.setString('t', a)",
        "list(1)",
        "f.go.far(x=-1)",
        "use(0, 1024)",
        "risky()",
        "s.lines.0.trim()",
        "done2()",
        "pair(1)",
        "one()",
        "two(z)",
        "three()",
        "sized(1024|2048|3072, 1|2, a, unknown, x.k, y.0, call)",
        "json.t()",
        "compute(unknown)",
        "same(other)",
        "inner('\\d$x', 'long\ntext')",
        "Flavor(bits=1024)",
        "Flavor(4096)",
        "base(1024)",
        "Text('hi https://id.acme.example')",
        "print(id)",
    ] {
        has(Language::Dart, SAMPLE, wanted);
    }
}

fn bound(facts: &Facts) -> Vec<String> {
    let value = |term: Option<&Term>| term.map_or_else(String::new, |term| show(&term.value));
    facts.bindings.iter().map(|b| format!("{}={}", b.path, value(b.term.as_ref()))).collect()
}

#[test]
fn names_and_imports() {
    let facts = read(Language::Dart, SAMPLE.as_bytes());
    let imports: Vec<(&str, Option<&str>)> =
        facts.imports.iter().map(|import| (import.path.as_str(), import.name.as_deref())).collect();
    let wanted = [
        ("dart/io", None),
        ("flutter_appauth/flutter_appauth", Some("auth")),
        ("oauth2/oauth2.Client", Some("Client")),
        ("oauth2/oauth2.Credentials", Some("Credentials")),
        ("src/config", None),
    ];
    assert_eq!(imports, wanted);
    let bound = bound(&facts);
    for wanted in [
        "kBits=1024",
        "kOther=3",
        "table={a:[1 2] b:null c:[3] **:more}",
        "secret='onetwo'",
        "host='id.acme.example'",
        "clientSecret=",
        "Dio.options.headers.A='b'",
        "_b=either",
        "b=4",
        "done=",
        "prefs=call",
        "dev=call",
    ] {
        assert!(bound.iter().any(|bound| bound == wanted), "no {wanted} in {bound:#?}");
    }
    let prefixed = "import 'package:a/b.dart' as c;\nfinal d = c.E(1);";
    has(Language::Dart, prefixed, "a.b.E(1)");
}

/// What a name means: a constant of a class, a field that a constructor fills, what a future gives.
#[test]
fn names_are_followed() {
    let cases = [
        ("class C { static const a = 'b'; }\nfinal x = f(C.a);", "f('b')"),
        ("class C { C(this.a); final String a; g() => f(a); }\nfinal x = C('b');", "f('b')"),
        ("class C { C({this.a = 'b'}); final String a; g() => f(a); }", "f('b')"),
        ("class C { late String a; C() { a = 'b' + 'c'; } g() { f(a); } }", "f('bc')"),
        ("const o = {'a': {'k': 5}, 'b': 'c'};\nfinal x = f(o['b']);", "f('c')"),
        ("const o = (a: 'b', c: 1);\nfinal x = f(o.a);", "f('b')"),
        ("final x = P.get().then((p) => p.set('a', 1));", "P.get.set('a', 1)"),
        ("class C { C(this._p); final P _p; g() => _p.set(1); }", "P.set(1)"),
        (
            "final x = f(utf8.encode('a'), Uint8List.fromList('b'.codeUnits), k.codeUnits);\nconst k = 'c';",
            "f('a', 'b', 'c')",
        ),
        ("final x = f(env['A'] ?? 'b');", "f(env.A|'b')"),
        ("final x = f(List<int>.filled(8, 0), new A<B>(), <int>[1], const {}, .of(2));", "f(call, call, [1], {}, 2)"),
        ("final x = f((a) => true, (a) { log(a); return false; }, () {});", "f(unknown, unknown, unknown)"),
        (
            "final x = C()..a = 1..b(2)..c.d = 3;\nfinal y = 1 + 2 * 3;\nvoid g() => f(y, 'a${'b' + 'c'}d');",
            "f(7, 'abcd')",
        ),
    ];
    for (text, wanted) in cases {
        has(Language::Dart, text, wanted);
    }
}

/// Half a file, bytes of any kind and nesting that is meant to be too deep: the reader ends, and soon.
#[test]
fn hostile_text() {
    for end in 0..SAMPLE.len() {
        read(Language::Dart, &SAMPLE.as_bytes()[..end]);
        read(Language::Dart, &SAMPLE.as_bytes()[end..]);
    }
    let pieces: [&[u8]; 24] = [
        b"'",
        b"\"",
        b"'''",
        b"${",
        b"$a",
        b"}",
        b"{",
        b"(",
        b")",
        b"[",
        b"]",
        b"<",
        b">",
        b"? ",
        b": ",
        b"=>",
        b"..",
        b"a ",
        b";",
        b",",
        b"class A ",
        b"if ",
        b"r'",
        b"\xff\n",
    ];
    let mut state = 1u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(state >> 8).unwrap()
    };
    for _ in 0..3000 {
        let text: Vec<u8> = (0..40).flat_map(|_| pieces[random() % pieces.len()].iter().copied()).collect();
        read(Language::Dart, &text);
        let text: Vec<u8> = (0..60).map(|_| u8::try_from(random() % 256).unwrap()).collect();
        read(Language::Dart, &text);
    }
}

#[test]
fn nesting_has_a_limit() {
    let deep = [
        "(",
        "[",
        "{",
        "f(",
        "a: [",
        "() => ",
        "() { ",
        "class A { ",
        "'${",
        "if (",
        "a ? ",
        "a ?? ",
        "a = ",
        "a + ",
        "a * ",
        "!",
        "a.",
        "..a ",
        "{'a': ",
        "switch (a) { b => ",
        "A<",
        "@a(",
        "a(b, ",
        "for (",
        "[if (a) ",
        "1..",
        "(a, [",
        "a? ",
    ];
    for piece in deep {
        let started = std::time::Instant::now();
        read(Language::Dart, piece.repeat(100_000).as_bytes());
        read(Language::Dart, format!("void f() {{ x = {}", piece.repeat(100_000)).as_bytes());
        read(Language::Dart, format!("{}1{}", piece.repeat(20_000), "}".repeat(20_000)).as_bytes());
        assert!(started.elapsed().as_secs() < 20, "{piece} takes {:?}", started.elapsed());
        println!("{piece} {:?}", started.elapsed());
    }
    let balanced = format!("final x = {}{};", "f(".repeat(5000), ")".repeat(5000));
    assert!(read(Language::Dart, balanced.as_bytes()).cut);
    for operator in ["+", "*", "|", "||", "<<"] {
        let chain = format!("val x = a {}", format!("{operator} a ").repeat(100_000));
        read(Language::Scala, chain.as_bytes());
        read(Language::Dart, chain.replace("val", "final").as_bytes());
    }
}

/// What stands in many others is not noted as often: that would be memory without end.
#[test]
fn values_in_values_are_noted_once() {
    let data = "[1, 2, 3, 4],".repeat(20_000);
    for (before, after) in [("a = ", ""), ("{'k': c ? ", " : 0}"), ("{'k': x + ", "}")] {
        let text = format!("final x = {}[{data}]{};", before.repeat(50), after.repeat(50));
        let facts = read(Language::Dart, text.as_bytes());
        let noted: usize = facts.members.iter().map(|member| size(&member.term)).sum();
        let bound: usize = facts.bindings.iter().filter_map(|binding| binding.term.as_ref()).map(size).sum();
        assert!(noted + bound < 200_000, "{before}: {noted} and {bound}");
    }
}

fn size(term: &Term) -> usize {
    match &term.value {
        Value::List(terms) | Value::Either(terms) | Value::Join(terms) | Value::Math(_, terms) => {
            1 + terms.iter().map(size).sum::<usize>()
        }
        Value::Map(members) => 1 + members.iter().map(|member| size(&member.term)).sum::<usize>(),
        _ => 1,
    }
}

/// Nothing is read twice, and nothing is lost behind what was not understood.
#[test]
fn twice_the_text_states_twice_as_much() {
    let once = read(Language::Dart, SAMPLE.as_bytes());
    let twice = read(Language::Dart, SAMPLE.repeat(2).as_bytes());
    assert_eq!((once.calls.len() * 2, once.bindings.len() * 2), (twice.calls.len(), twice.bindings.len()));
}
