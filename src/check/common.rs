//! The passwords that everybody tries first.

use std::collections::HashSet;
use std::sync::OnceLock;

use foldhash::fast::FixedState;

use super::words::leet;

/// Whether a text is one of the passwords that everybody tries first, whatever its case and whichever digits and signs
/// follow (`Password2024!`).
pub fn is_common_password(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    if text.len() < 3 || text.len() > 32 {
        return false;
    }
    let lower: Vec<u8> = text.to_ascii_lowercase();
    if listed(&lower) || listed(&unleet(&lower)) {
        return true;
    }
    let signs = lower.iter().rev().take_while(|b| b"!@#$*.?_-".contains(b)).take(2).count();
    let word = lower.get(..lower.len() - signs).unwrap_or_default();
    let digits = word.iter().rev().take_while(|b| b.is_ascii_digit()).take(4).count();
    let stem = word.get(..word.len() - digits).unwrap_or_default();
    let stem = stem.strip_suffix(b"-").or_else(|| stem.strip_suffix(b"_")).unwrap_or(stem);
    stem.len() >= 4 && (listed(word) || listed(stem) || listed(&unleet(stem)))
}

fn listed(text: &[u8]) -> bool {
    static LIST: OnceLock<HashSet<&[u8], FixedState>> = OnceLock::new();
    LIST.get_or_init(|| COMMON.split_ascii_whitespace().map(str::as_bytes).collect()).contains(text)
}

/// Letters for the digits and signs that people write in their place.
pub(crate) fn unleet(text: &[u8]) -> Vec<u8> {
    text.iter().map(|&b| leet(b).map_or(b, |letter| letter + b'a' - 1)).collect()
}

/// Passwords that every list of them begins with, and the defaults of common software.
const COMMON: &str = "\
    000000 00000000 0123456789 111111 11111111 112233 11223344 121212 123123 123123123 123321 1234 12345 123456 \
    1234567 12345678 123456789 1234567890 123654 123qwe 131313 159753 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 \
    222222 333333 444444 555555 654321 666666 696969 777777 7777777 888888 88888888 987654321 999999 a1b2c3 a1b2c3d4 \
    aa123456 aaaaaa abc abc123 abc1234 abcd abcd1234 abcde abcdef abcdefg access adgangskode admin admin123 \
    adminadmin administrator adminpass adminpassword adobe123 airflow alexander amanda andrea andrew anthony apple \
    arsenal asdf asdf1234 asdfasdf asdfgh asdfghjkl ashley azerty azertyuiop bailey banana barney baseball \
    basketball batman beer benutzer biteme blink182 buster butterfly calvin camaro centos changeit changeme \
    changeme123 changemenow changethis charlie cheese chelsea chocolate chris cisco clave company computer \
    contrasena contraseña cookie correcthorsebatterystaple corvette cowboy customer dallas daniel database \
    db_password dbpass dbpassword dbuser debian default demo deneme diamond docker dolphin donald dragon dummy \
    eagle1 elastic elephant enable example fedora fender ferrari fishing flower foobar football forever freedom \
    friends fuckme fuckyou gandalf geheim george gfhjkm ginger golfer grafana guacamole guest guitar hadoop hammer \
    hannah harley haslo haslo123 hasło heather hello hello123 helloworld hemligt hemmelig heslo himitsu hive hockey \
    hottie hunter hunter12 hunter2 iceman iloveyou insecure internet jasmine jboss jelszo jenkins jennifer jessica \
    jesus jordan joshua junior justin keepout kennwort keycloak kibana killer kitten klaster knight kodeord \
    kubernetes ladies lakers letmein letmein123 letmeinnow liverpool local localhost login lol123 losenord love \
    lovely loveme lozinka maggie manager mariadb marina martin master matrix matthew maverick merlin michael \
    michelle mickey mima minio minio123 minioadmin mongo mongodb monitor monkey monster morgan motdepasse muffin \
    mustang my-secret my-secret-pw my_password my_secret mykey mypass mypassword mysecret mysql mytoken myuser \
    nagios naruto nexus nicole nimda ninja nopass nopassword nosecret nothing notsecure opensesame operator oracle \
    orange p4ssw0rd p@ssw0rd p@ssword pa$$word pa55word parol parola pass pass123 pass1234 passme passord passpass \
    passphrase passw0rd passwd password password1 password1! password12 password123 passwordpassword passwort \
    patrick peanut pepper phoenix pi pokemon postgres postgresql princess private public purple qazwsx qazwsxedc \
    qwaszx qwe123 qweasd qweasdzxc qweqwe qwer1234 qwert qwerty qwerty1 qwerty123 qwertyuiop rabbit rabbitmq rachel \
    raider ranger raspberry raspberrypi redis richard robert rockyou root root123 rootpass rootpassword rootroot \
    rundeck salasana samantha sample scooter secret secret-password secret123 secretkey secretpassword secrets \
    secure senha senha123 service sesame shadow sifre silver simple slayer snoopy soccer solr somepassword sonar \
    spider splunk starwars steelers summer sunshine super super-secret superman supersecret supersecretpassword \
    supersecure superuser supervisor support sysadmin sysdba system taylor tennis test test123 test1234 test123456 \
    test_password testing testpass testpassword testtest thomas thunder tigger tomcat toor topsecret trustno1 tucker \
    ubuntu user user123 username userpass vagrant verysecret victoria wachtwoord weblogic webmaster websphere \
    welcome welcome1 welcome123 whatever wildfly william willkommen winner winter wizard xxxxxx xxxxxxxx yamaha \
    yankees yellow zabbix zaq12wsx zaq1zaq1 zxcvbn zxcvbnm йцукен пароль \
";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn common_passwords() {
        for text in [
            "changeme",
            "Password",
            "secret",
            "admin",
            "123456",
            "LetMeIn",
            "P@ssw0rd",
            "Admin2024!",
            "test_123",
            "passwort1",
        ] {
            assert!(is_common_password(text.as_bytes()), "{text}");
        }
        for text in ["", "kX9vQz2LmPq4RtYw", "horse", "1234-5678-9012-3456", "passionfruit"] {
            assert!(!is_common_password(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn the_list_is_in_lower_case() {
        assert!(COMMON.split_ascii_whitespace().all(|word| word.len() > 1 && *word == word.to_lowercase()));
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_asked_for(text in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = is_common_password(&text);
        }
    }
}
