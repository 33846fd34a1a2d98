//! The normal form of each language, in a line or two.

use super::*;

/// The calls of a program as text: resolved callee, then the values of its arguments.
pub(super) fn calls(language: Language, text: &str) -> Vec<String> {
    let facts = read(language, text.as_bytes());
    let resolver = Resolver::new(&facts);
    let shown = |(at, call): (usize, &Call)| {
        let argument = |argument: &Argument| {
            let values: Vec<String> =
                resolver.values(&argument.term, call.scope).iter().map(|found| show(&found.value)).collect();
            let name = argument.name.as_ref().map(|name| format!("{name}=")).unwrap_or_default();
            format!("{name}{}", values.join("|"))
        };
        let arguments = call.arguments.iter().map(argument).collect::<Vec<_>>().join(", ");
        resolver.callee(at).iter().map(move |path| format!("{}({arguments})", path.path)).collect::<Vec<_>>()
    };
    facts.calls.iter().enumerate().flat_map(shown).collect()
}

pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Text(text) => format!("'{text}'"),
        Value::Name(path) => path.clone(),
        Value::Map(members) => {
            let one = |m: &Argument| format!("{}:{}", m.name.as_deref().unwrap_or("?"), show(&m.term.value));
            format!("{{{}}}", members.iter().map(one).collect::<Vec<_>>().join(" "))
        }
        Value::List(terms) => format!("[{}]", terms.iter().map(|t| show(&t.value)).collect::<Vec<_>>().join(" ")),
        Value::Call(_) => "call".to_owned(),
        other => format!("{other:?}").split('(').next().unwrap_or_default().to_lowercase(),
    }
}

#[track_caller]
pub(super) fn has(language: Language, text: &str, wanted: &str) {
    let calls = calls(language, text);
    assert!(calls.iter().any(|call| call == wanted), "no {wanted} in\n{}", calls.join("\n"));
}

#[test]
fn java() {
    let text = "import java.security.KeyPairGenerator;
        class A { static final int BITS = 512 * 2; KeyPairGenerator field;
          void f(String name) throws E { KeyPairGenerator g = KeyPairGenerator.getInstance(name); g.initialize(BITS); field.initialize(7);
            new PBEKeySpec(p, \"salt\".getBytes(), 1000, 256); byte[] k = {1, 2}; use(k); Cipher.getInstance(\"DES\" + \"/ECB\"); }
          void h() { f(\"RSA\"); } }";
    has(Language::Java, text, "java.security.KeyPairGenerator.getInstance('RSA')");
    has(Language::Java, text, "java.security.KeyPairGenerator.getInstance.initialize(1024)");
    has(Language::Java, text, "java.security.KeyPairGenerator.initialize(7)");
    has(Language::Java, text, "PBEKeySpec(p, 'salt', 1000, 256)");
    has(Language::Java, text, "use([1 2])");
    has(Language::Java, text, "Cipher.getInstance('DES/ECB')");
}

#[test]
fn python() {
    let text = "from Crypto.PublicKey import RSA as R\nimport hashlib\nSIZE = 1_024\nclass C:\n  n = 5\n  def f(self, bits=512):\n    R.generate(SIZE)\n    rsa.generate_private_key(65537, key_size=bits)\n    g(self.n, C.n, {'a': 1})\n    hmac.new(b'abc', m, 'sha256')\n";
    has(Language::Python, text, "Crypto.PublicKey.RSA.generate(1024)");
    has(Language::Python, text, "rsa.generate_private_key(65537, key_size=512)");
    has(Language::Python, text, "g(5, 5, {a:1})");
    has(Language::Python, text, "hmac.new('abc', m, 'sha256')");
}

#[test]
fn kotlin_and_scala() {
    let text = "import java.security.KeyPairGenerator\nfun f() { val g = KeyPairGenerator.getInstance(\"RSA\").apply { initialize(1024) }\n val h = KeyPairGenerator.getInstance(\"RSA\")\n h.initialize(keySize = 5) }";
    has(Language::Kotlin, text, "java.security.KeyPairGenerator.getInstance.initialize(1024)");
    has(Language::Kotlin, text, "java.security.KeyPairGenerator.getInstance.initialize(keySize=5)");
    let text = "import a.b.{C, D => E}\nobject A { val B = 1024\n def f(p: Int = 3) = { val g = KeyPairGenerator.getInstance(\"RSA\"); g.initialize(B); E.x(p); new PBEKeySpec(q, 1000) } }";
    has(Language::Scala, text, "KeyPairGenerator.getInstance.initialize(1024)");
    has(Language::Scala, text, "a.b.D.x(3)");
    has(Language::Scala, text, "PBEKeySpec(q, 1000)");
}

#[test]
fn scala() {
    let text = "package a\nimport b.{C => D, _}\n@E(\"f\")\nfinal case class G @Inject() (h: Int = 512)(implicit i: J) extends K(\"l\") with M {\n\
      private[a] lazy val n: O[P] = new Q[R](h, s = h)\n  def t(u: String => V): W = u match {\n    case \"x\" if y(1) => D.z(1024)\n    case _ => new X {\n }\n  }\n\
      n.aa(bb)(_.cc(\"dd\"))\n  val bb = if (ee) 1 else 2\n  ff(s\"g${h}\" + \"i\", Seq(1, 2).map { j => kk(j, 3) })\n}\n";
    for wanted in
        ["E('f')", "K('l')", "Q(512, s=512)", "b.C.z(1024)", "X()", "ff('g512i', call)", "kk(j, 3)", "Seq.map()"]
    {
        has(Language::Scala, text, wanted);
    }
    for end in 0..text.len() {
        read(Language::Scala, &text.as_bytes()[..end]);
        read(Language::Scala, &text.as_bytes()[end..]);
    }
    let facts = read(Language::Scala, text.as_bytes());
    assert_eq!(facts.imports.len(), 2);
    assert!(facts.bindings.iter().any(|binding| binding.path == "n" && binding.declared.as_deref() == Some("O")));
}

#[test]
fn csharp() {
    let text = "using System; class A { const int Bad = 512; void M() { using var r = RSA.Create(1024); RSACryptoServiceProvider y = new(Bad); var z = new Aes { KeySize = 64 }; y?.Foo(keySize: 1); k(Encoding.UTF8.GetBytes(\"abc\")); } }";
    has(Language::CSharp, text, "RSA.Create(1024)");
    has(Language::CSharp, text, "RSACryptoServiceProvider(512)");
    has(Language::CSharp, text, "Aes(KeySize=64)");
    has(Language::CSharp, text, "RSACryptoServiceProvider.Foo(keySize=1)");
    has(Language::CSharp, text, "k('abc')");
}

#[test]
fn scripts() {
    let text = "import {generateKeyPairSync as gen} from 'node:crypto'; const forge = require('node-forge'); const { subtle } = crypto;
      const o = { modulusLength: 1024 }; gen('rsa', o); forge.pki.rsa.generateKeyPair({ bits: 512 }); new NodeRSA({b: 5}); subtle.digest(o.modulusLength); f(Buffer.from('ab', 'hex'));";
    for language in [Language::JavaScript, Language::TypeScript, Language::Tsx] {
        has(language, text, "crypto.generateKeyPairSync('rsa', {modulusLength:1024})");
        has(language, text, "node-forge.pki.rsa.generateKeyPair({bits:512})");
        has(language, text, "NodeRSA({b:5})");
        has(language, text, "crypto.subtle.digest(1024)");
        has(language, text, "f('ab')");
    }
}

#[test]
fn go() {
    let text = "package p\nimport \"crypto/rsa\"\nimport j \"github.com/golang-jwt/jwt/v5\"\nconst bits = 1024\nfunc f() { k, err := rsa.GenerateKey(rand.Reader, bits); t.SignedString([]byte(\"abc\")); j.New(&tls.Config{MinVersion: tls.VersionTLS10}) }";
    has(Language::Go, text, "crypto.rsa.GenerateKey(rand.Reader, 1024)");
    has(Language::Go, text, "t.SignedString('abc')");
    has(Language::Go, text, "tls.Config(MinVersion=tls.VersionTLS10)");
    has(Language::Go, text, "github.com.golang-jwt.jwt.New(call)");
    let text =
        "package p\nfunc f() { c := cfg{Bits: 1024}; g(c.Bits, l[1], []uint16{tls.A, tls.B}) }\nvar l = []int{5, 6}";
    has(Language::Go, text, "g(1024, 6, [tls.A tls.B])");
}

/// What is told by an operator, a condition, an enumeration or a type.
#[test]
fn values_are_followed_through_what_makes_them() {
    has(Language::Python, "e = 10\nf(1 << e, e * 2 + 1, 'a' + b)\nb = 'c'", "f(1024, 21, 'ac')");
    has(Language::Rust, "impl A { const B: u32 = 7; fn f() { g(Self::B, if x { 1 } else { h(); 2 }); } }", "g(7, 1|2)");
    has(Language::Cpp, "enum { BITS = 1024 }; void f() { g(BITS); }", "g(1024)");
    has(Language::Cpp, "void f() { CBC_Mode<CryptoPP::DES>::Encryption e; }", "CBC_Mode.CryptoPP.DES.Encryption()");
    has(Language::TypeScript, "enum S { Small = 1024 } f(S.Small);", "f(1024)");
    has(Language::Kotlin, "fun f() { with(G.of(\"RSA\")) { initialize(1) } }", "G.of.initialize(1)");
    has(Language::Php, "<?php define('BITS', 1024); f(BITS);", "f(1024)");
    let facts = read(Language::Swift, b"a[kSecAttrKeySizeInBits as String] = 1024");
    assert!(facts.bindings.iter().any(|binding| binding.path == "a.kSecAttrKeySizeInBits"), "{:?}", facts.bindings);
    let text = "resource \"a\" \"b\" {\n  bits = var.x ? 4096 : 1024\n  more = 1\n}\n";
    has(Language::Hcl, text, "resource.a(bits=4096|1024, more=1)");
}

#[test]
fn commands_within_other_words() {
    for text in [
        "docker run --rm image openssl genrsa 512",
        "sh -c 'openssl genrsa 512'",
        "ssh host \"openssl genrsa 512\"",
        "sudo -u me openssl genrsa 512",
        "declare -r N=512\n$OPENSSL genrsa $N",
        "N=\"${N:-512}\"; openssl genrsa $N",
    ] {
        let calls = calls(Language::Shell, text);
        let hit = |call: &String| call.starts_with("openssl.genrsa(") && call.contains("512");
        assert!(calls.iter().any(hit), "{text}\n{}", calls.join("\n"));
    }
    has(Language::Dockerfile, "RUN [\"openssl\", \"genrsa\", \"512\"]", "openssl.genrsa('512')");
    assert!(!calls(Language::Shell, "echo \"openssl genrsa 512\"").iter().any(|call| call.starts_with("openssl")));
    has(Language::Yaml, "- openssl_privatekey: path=/k size=1024\n", "openssl_privatekey(path='/k', size=1024)");
    has(Language::PowerShell, "$k = Add-AzKeyVaultKey -Size 1024", "Add-AzKeyVaultKey(Size='1024', '1024')");
    has(Language::PowerShell, "function f { param($S = 1024) [RSA]::Create($S) }", "RSA.Create(1024)");
    let facts = read(Language::Ini, b"a=1, \\\n  2\nb=3\n");
    let shown: Vec<String> = facts.bindings.iter().map(|b| show(&b.term.as_ref().unwrap().value)).collect();
    assert_eq!(shown, ["'1,    2'", "3"]);
}

#[test]
fn ruby_and_php() {
    let text = "BITS = 1024\nclass A\n def f\n  @k = 512\n  OpenSSL::PKey::RSA.new(BITS)\n  OpenSSL::PKey::RSA.new @k\n  pbkdf2_hmac(p, iterations: 20)\n  c = OpenSSL::Cipher.new 'des3'\n  c.encrypt(1)\n end\nend";
    has(Language::Ruby, text, "OpenSSL.PKey.RSA.new(1024)");
    has(Language::Ruby, text, "OpenSSL.PKey.RSA.new(512)");
    has(Language::Ruby, text, "pbkdf2_hmac(p, iterations=20)");
    has(Language::Ruby, text, "OpenSSL.Cipher.new.encrypt(1)");
    let text = "<?php use phpseclib3\\Crypt\\RSA; class K { const Z = 1024; function f() { $c = ['private_key_bits' => 512]; openssl_pkey_new($c); RSA::createKey(self::Z); $a = new X(1); $a->setBits(bits: 4); } }";
    has(Language::Php, text, "openssl_pkey_new({private_key_bits:512})");
    has(Language::Php, text, "phpseclib3.Crypt.RSA.createKey(1024)");
    has(Language::Php, text, "X.setBits(bits=4)");
}

#[test]
fn rust_c_cpp_and_swift() {
    let text = "use rsa::{RsaPrivateKey, X as Y}; const B: usize = 1024; fn f() { let k = RsaPrivateKey::new(&mut rng, B)?; E::from_secret(b\"abc\"); S { n: 5 }; Y::z(); }";
    has(Language::Rust, text, "rsa.RsaPrivateKey.new(rng, 1024)");
    has(Language::Rust, text, "E.from_secret('abc')");
    has(Language::Rust, text, "S(n=5)");
    has(Language::Rust, text, "rsa.X.z()");
    let text = "#define B 1024\nint f() { int n = 1 << 9; RSA_generate_key_ex(r, B, e, NULL); g(n, (char*)\"k\"); CryptGenKey(p, CALG, (1024<<16)|1, &h); }";
    for language in [Language::C, Language::Cpp] {
        has(language, text, "RSA_generate_key_ex(r, 1024, e, null)");
        has(language, text, "g(512, 'k')");
        has(language, text, "CryptGenKey(p, CALG, 67108865, h)");
    }
    let text = "void f() { auto r = new CryptoPP::RSA::PrivateKey(rng, 512); Botan::RSA_PrivateKey k(rng, 1024); r->init(1); }";
    has(Language::Cpp, text, "CryptoPP.RSA.PrivateKey(rng, 512)");
    has(Language::Cpp, text, "Botan.RSA_PrivateKey(rng, 1024)");
    has(Language::Cpp, text, "CryptoPP.RSA.PrivateKey.init(1)");
    let text = "let bits = 1024\nfunc f() { let a: [String: Any] = [kSecAttrKeySizeInBits as String: bits]; SecKeyCreateRandomKey(a as CFDictionary, nil); try PKCS5.PBKDF2(iterations: 100); SymmetricKey(data: Data(\"x\".utf8)) }";
    has(Language::Swift, text, "SecKeyCreateRandomKey({kSecAttrKeySizeInBits:bits}, null)");
    has(Language::Swift, text, "PKCS5.PBKDF2(iterations=100)");
    has(Language::Swift, text, "SymmetricKey(data='x')");
}

#[test]
fn command_lines() {
    let text = "#!/bin/sh\nBITS=1024\nsudo openssl genrsa -out k.pem $BITS > x && ssh-keygen -t rsa -b 768 -N ''\n  KEY=$(openssl rand -hex 4)\n/usr/bin/keytool -genkeypair \\\n  -keysize ${N:-512}\neasyrsa --keysize=9 build-ca\n";
    has(Language::Shell, text, "openssl.genrsa(out='k.pem', 'k.pem', '1024')");
    has(Language::Shell, text, "ssh-keygen(t='rsa', 'rsa', b='768', '768', N='', '')");
    has(Language::Shell, text, "openssl.rand(hex='4', '4')");
    has(Language::Shell, text, "keytool(genkeypair=bool, keysize=N|'512', N|'512')");
    has(Language::Shell, text, "easyrsa(keysize='9', 'build-ca')");
    has(
        Language::Dockerfile,
        "ARG BITS=512\nRUN openssl dhparam -out /d ${BITS}\n",
        "openssl.dhparam(out='/d', '/d', '512')",
    );
    let text = "$n = 512\n$k = [System.Security.Cryptography.RSA]::Create($n)\n$a = New-Object System.Security.Cryptography.AesManaged\n$a.Init(5)\nNew-SelfSignedCertificate -DnsName a -KeyLength 1024\n";
    has(Language::PowerShell, text, "System.Security.Cryptography.RSA.Create(512)");
    has(Language::PowerShell, text, "New-SelfSignedCertificate(DnsName='a', 'a', KeyLength='1024', '1024')");
    has(Language::PowerShell, text, "System.Security.Cryptography.AesManaged.Init(5)");
}

#[test]
fn configuration() {
    let text = "- hosts: all\n  tasks:\n  - name: key\n    community.crypto.openssl_privatekey:\n      path: /k\n      size: 1024\n  - openssl_dhparam: { path: /d, size: 512 }\n  - shell: openssl genrsa 768\n";
    has(Language::Yaml, text, "tasks.community.crypto.openssl_privatekey(path='/k', size=1024)");
    has(Language::Yaml, text, "tasks.openssl_dhparam(path='/d', size=512)");
    has(Language::Yaml, text, "openssl.genrsa('768')");
    has(
        Language::Json,
        "{\"a\": [{\"kty\": \"RSA\", \"n\": 5,},], /* x */ \"b\": {\"c\": \"d\"}}",
        "a(kty='RSA', n=5)",
    );
    let text = "variable \"bits\" { default = 1024 }\nresource \"tls_private_key\" \"k\" {\n  algorithm = \"RSA\" # x\n  rsa_bits = var.bits\n  inner { a = 1 }\n}\n";
    has(Language::Hcl, text, "resource.tls_private_key(algorithm='RSA', rsa_bits=1024, inner={a:1})");
    let text = "param bits int = 1024\nresource k 'Microsoft.KeyVault/vaults/keys@2021' = {\n  name: 'a'\n  properties: {\n    kty: 'RSA'\n    keySize: bits\n  }\n}\n";
    has(Language::Bicep, text, "resource.properties(kty='RSA', keySize=1024)");
    has(Language::Directives, "# c\nRequiredRSASize 1024\nCiphers=3des-cbc,aes\n", "RequiredRSASize(1024)");
    has(Language::Directives, "Ciphers=3des-cbc,aes\n", "Ciphers('3des-cbc,aes')");
    has(Language::Nginx, "server {\n  ssl_ciphers \"RC4:HIGH\";\n}\n", "ssl_ciphers('RC4:HIGH')");
    has(Language::Xml, "<a><machineKey validation=\"MD5\" n='5'/></a>", "a.machineKey(validation='MD5', n=5)");
    let facts = read(Language::Ini, b"[req]\ndefault_bits = 1024 # c\n");
    assert_eq!(
        facts.bindings.first().map(|b| (b.path.as_str(), show(&b.term.as_ref().unwrap().value))),
        Some(("req.default_bits", "1024".to_owned()))
    );
}

/// What is meant to make a reader grow, hang or fetch does none of it.
#[test]
fn hostile_configuration() {
    let deep = "[".repeat(100_000);
    assert!(read(Language::Json, deep.as_bytes()).cut && read(Language::Yaml, deep.as_bytes()).cut);
    read(Language::Json, "{\"a\":".repeat(100_000).as_bytes());
    read(Language::Hcl, "a { ".repeat(100_000).as_bytes());
    read(Language::Hcl, format!("a {{ b = {} }}", "c ? d : ".repeat(10_000)).as_bytes());
    read(Language::Shell, "sh -c 'openssl ".repeat(20_000).as_bytes());
    read(Language::Rust, format!("fn f() {{ g(if x {} 1 {}); }}", "{".repeat(50_000), "}".repeat(50_000)).as_bytes());
    read(Language::Xml, "<a>".repeat(100_000).as_bytes());
    read(Language::Yaml, (0..2000).map(|n| [&" ".repeat(n), "a:\n"].concat()).collect::<String>().as_bytes());
    let bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n".repeat(100);
    assert!(read(Language::Yaml, bomb.as_bytes()).bindings.len() < 2000);
    let entities = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x><key>&b;</key></x>";
    let facts = read(Language::Xml, entities.as_bytes());
    assert!(facts.bindings.iter().any(|b| b.term.as_ref().unwrap().value == Value::Text("&b;".to_owned())));
    for language in Language::names().filter_map(Language::named) {
        read(language, b"\xff\xfe\x00{[(<\"'`$${ \xc3\x28 = : ;\n- \x80\n");
        read(language, b"");
    }
}

/// The rest of a file that breaks its language's rules still gives facts.
#[test]
fn broken_files_give_what_they_can() {
    let facts = read(Language::Python, b"def f(:\n  x = (\n\xff\xfe\nrsa.generate(512)\n");
    assert!(facts.broken);
    assert!(facts.calls.iter().any(|call| call.callee == "rsa.generate"));
}

/// Nesting has a limit for us and for the parser.
#[test]
fn deep_nesting_is_cut() {
    for language in [Language::JavaScript, Language::Python, Language::Java, Language::Swift, Language::Scala] {
        let text = "(".repeat(100_000);
        read(language, text.as_bytes());
        let text = "f(".repeat(5_000) + &")".repeat(5_000);
        assert!(read(language, text.as_bytes()).cut, "{language:?}");
    }
}

#[test]
fn what_is_written_elsewhere_is_found() {
    let cases: &[(Language, &str, &str)] = &[
        (Language::Python, "o = dict(bits=1024)\nf(**o)", "f(**=call)"),
        (Language::JavaScript, "const { a: b } = require('crypto'); b(1)", "crypto.a(1)"),
        (Language::JavaScript, "const g = promisify(crypto.make); g(1)", "crypto.make(1)"),
        (Language::Rust, "type Old = cbc::Enc<des::Des>; fn f() { Old::new(k); }", "cbc.Enc.des.Des.new(k)"),
        (Language::Rust, "fn f() { let n = match m { 1 => 1024, _ => 2048 }; g(n); }", "g(1024|2048)"),
        (Language::Kotlin, "val n = when (m) { 1 -> 1024\n else -> 2048 }\nf(n)", "f(1024|2048)"),
        (Language::Php, "<?php $n = match ($m) { 1 => 1024, default => 2048 }; f($n);", "f(1024|2048)"),
        (Language::CSharp, "class A { void F() { var n = m switch { 1 => 1024, _ => 2048 }; G(n); } }", "G(1024|2048)"),
        (Language::Cpp, "void f() { ssl::context c(ssl::context::tlsv1); }", "ssl.context(ssl.context.tlsv1)"),
        (Language::Cpp, "class A { static constexpr unsigned k{1024}; void f() { g(k); } };", "g(1024)"),
        (Language::C, "#define BITS (512 * 2)\nvoid f(void) { g(BITS); }", "g(1024)"),
        (Language::Ruby, "O = { bits: 1024 }.freeze\nf(O[:bits])", "f(1024)"),
        (Language::Ruby, "O = { bits: 1024 }.freeze\nf(O.fetch(:bits))", "f(1024)"),
        (Language::JavaScript, "function f({ n = 1024 } = {}) { g(n); }", "g(1024)"),
        (Language::JavaScript, "const O = Object.freeze({ n: 1024 }); g(O.n)", "g(1024)"),
        (Language::Swift, "func f(a: Int = des) { g(a) }", "g(des)"),
        (Language::Kotlin, "val a = \"DES\"\nval b = \"CBC\"\nf(\"$a/$b/x\")", "f('DES/CBC/x')"),
        (Language::Shell, "for n in 1024 2048; do f $n; done", "f('1024'|'2048')"),
        (Language::Shell, "f() {\n  g \"$1\"\n}\nf 1024\n", "g('1024')"),
        (Language::Shell, "O=\"-t rsa\"\nf $O", "f(t='rsa', 'rsa')"),
        (Language::Yaml, "vars:\n  n: 1024\ntask:\n  size: \"{{ n }}\"\n", "task(size=1024)"),
        (Language::Yaml, "- task:\n    size: \"{{ item.n }}\"\n  loop:\n    - { n: 1024 }\n", "task(size=1024)"),
        (Language::Yaml, "Parameters:\n  N:\n    Default: 1024\nkey:\n  size: !Ref N\n", "key(size=1024)"),
        (Language::Yaml, "argv: [openssl, genrsa, 1024]\n", "openssl.genrsa('1024')"),
    ];
    for (language, text, wanted) in cases {
        has(*language, text, wanted);
    }
}

#[test]
fn members_that_swift_sets_are_bound() {
    let text = "func f() { var a = [String: Any]()\n a[size as String] = 1024 as AnyObject }";
    let facts = read(Language::Swift, text.as_bytes());
    let paths: Vec<_> =
        facts.bindings.iter().map(|b| (b.path.as_str(), b.term.as_ref().map(|t| show(&t.value)))).collect();
    assert!(paths.contains(&("a.size", Some("1024".to_owned()))), "{paths:?}");
}
