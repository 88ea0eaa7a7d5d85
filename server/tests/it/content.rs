//! Exercises in folders of the operator's: read while the site runs, proved in workers, served without a build; and the
//! commands that check them.

use crate::{
    Actor, Site,
    cli::{err, out, vitrine},
    site::config,
};
use labs::sql_exercise::{EXAMPLE_EXERCISE, EXAMPLE_SQL, EXAMPLE_VALUES};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Stdio},
};
use tempfile::TempDir;

const FILE: &str = "select-01-long-trips.md";
const MODEL: &str =
    "SELECT b.name, t.miles FROM boats AS b JOIN trips AS t ON t.boat_id = b.id WHERE t.miles > 20";

/// A site with a content folder called `harbour`.
struct Harbour {
    site: Site,
    folder: TempDir,
}

impl Harbour {
    /// With the example in it, that was looked at once.
    async fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let sql = folder.path().join("harbour/sql");
        fs::create_dir_all(&sql).unwrap();
        for (file, text) in
            [(FILE, EXAMPLE_EXERCISE), ("square.sql", EXAMPLE_SQL), ("square.toml", EXAMPLE_VALUES)]
        {
            fs::write(sql.join(file), text).unwrap();
        }
        let site = Site::with(&["--content", folder.path().join("harbour").to_str().unwrap()], |_| {}).await;
        let harbour = Self { site, folder };
        assert_eq!(harbour.look().await, [] as [&str; 0]);
        harbour
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("harbour/sql").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).unwrap();
    }

    /// Looks at the folder as the site does every two seconds; what was told for the first time.
    async fn look(&self) -> Vec<String> {
        let labs = &self.site.state.site.labs;
        let faults = labs.content_folders.look(&labs.sandbox).await;
        let path = format!("{}/", self.file("").display()).replace("//", "/");
        faults.iter().map(|fault| fault.to_string().replace(&path, "")).collect()
    }
}

async fn check(actor: &mut Actor, exercise: &str, sql: &str) -> String {
    let here = format!("/learn/more/{exercise}");
    let form = [("exercise", exercise), ("sql", sql), ("action", "check")];
    let answer = actor.post_from(&here, "/api/answer_sql_exercise", &form).await;
    assert_eq!(answer.headers["location"], format!("{here}#answer"));
    actor.get(&here).await.body
}

#[tokio::test]
async fn an_exercise_in_a_folder_is_shown_answered_and_kept_as_any_other() {
    let harbour = Harbour::open().await;
    let mut ana = harbour.site.as_user("ana").await;
    let map = ana.get("/learn").await.body;
    assert!(map.contains("href=\"/learn/more\"") && map.contains("one more exercise"), "{map}");
    let list = ana.get("/learn/more").await.body;
    assert!(list.contains("href=\"/learn/more/harbour.long-trips\""), "{list}");
    let page = ana.get("/learn/more/harbour.long-trips").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("The harbour master counts long trips"));
    assert!(page.body.contains("Exercise 1 of 1 from harbour"));
    // The tables are the folder's own, and the proof was made while the site ran.
    assert!(page.body.contains(">boats<") && page.body.contains(">trips<"), "{}", page.body);
    assert!(page.body.contains("Tried with answers that are wrong by one word"));

    let wrong = check(&mut ana, "harbour.long-trips", &MODEL.replace('>', ">=")).await;
    assert!(wrong.contains("Not yet"), "{wrong}");
    let right = check(&mut ana, "harbour.long-trips", MODEL).await;
    assert!(right.contains("id=\"v-h\"") && right.contains("Right"), "{right}");
    let rows = harbour.site.rows().await;
    let attempts = rows.iter().find(|(table, _)| *table == "attempts").unwrap().1;
    assert_eq!(attempts.matches("harbour.long-trips").count(), 2, "{attempts}");
}

#[tokio::test]
async fn a_changed_file_is_served_and_a_faulty_one_is_told_once_while_the_last_good_one_stays() {
    let harbour = Harbour::open().await;
    let mut guest = harbour.site.nobody();
    let title = async |guest: &mut Actor| {
        let page = guest.get("/learn/more/harbour.long-trips").await;
        let title = page.body.split("<h1 id=\"t-h\">").nth(1).and_then(|rest| rest.split('<').next());
        title.map(str::to_owned)
    };
    harbour.write(FILE, &EXAMPLE_EXERCISE.replacen("Long trips", "Far out", 1));
    assert_eq!(harbour.look().await, [] as [&str; 0]);
    assert_eq!(title(&mut guest).await.as_deref(), Some("Far out"));

    harbour.write(
        FILE,
        &EXAMPLE_EXERCISE
            .replacen("Long trips", "Broken", 1)
            .replace("SELECT b.name, t.miles\n", "SELECT b.nmae, t.miles\n"),
    );
    let told = harbour.look().await;
    let begins = format!("{FILE}, line 17: The model is refused: There is no column `nmae`");
    assert!(told.len() == 1 && told[0].starts_with(&begins), "{told:?}");
    assert_eq!(harbour.look().await, [] as [&str; 0], "it is told once");
    assert_eq!(title(&mut guest).await.as_deref(), Some("Far out"));

    // The tables can break as well, and come back.
    harbour.write(FILE, &EXAMPLE_EXERCISE.replacen("Long trips", "Mended", 1));
    harbour.write("square.sql", "CREATE TABEL boats (id);");
    let told = harbour.look().await;
    assert!(told.len() == 1 && told[0].contains("square.sql"), "{told:?}");
    assert_eq!(title(&mut guest).await.as_deref(), Some("Far out"));
    harbour.write("square.sql", EXAMPLE_SQL);
    assert_eq!(harbour.look().await, [] as [&str; 0]);
    assert_eq!(title(&mut guest).await.as_deref(), Some("Mended"));

    fs::remove_file(harbour.file(FILE)).unwrap();
    assert_eq!(harbour.look().await, [] as [&str; 0]);
    assert_eq!(guest.get("/learn/more/harbour.long-trips").await.status, 404);
    fs::remove_dir_all(harbour.file("")).unwrap();
    let told = harbour.look().await;
    assert!(told.len() == 1 && told[0].ends_with("It is not there."), "{told:?}");
}

#[tokio::test]
async fn x2_an_exercise_names_a_chapter_that_exists_or_none() {
    let harbour = Harbour::open().await;
    let in_chapter =
        |chapter: &str| EXAMPLE_EXERCISE.replacen("kind =", &format!("chapter = \"{chapter}\"\nkind ="), 1);
    harbour.write(FILE, &in_chapter("harbour"));
    let told = harbour.look().await;
    assert!(
        told.len() == 1 && told[0].starts_with(&format!("{FILE}, line 4: There is no chapter `harbour`")),
        "{told:?}"
    );
    harbour.write(FILE, &in_chapter("sql"));
    assert_eq!(harbour.look().await, [] as [&str; 0]);
    let mut guest = harbour.site.nobody();
    assert!(guest.get("/learn/sql").await.body.contains("href=\"/learn/sql/harbour.long-trips\""));
    assert_eq!(guest.get("/learn/sql/harbour.long-trips").await.status, 200);
    assert_eq!(guest.get("/learn/more/harbour.long-trips").await.status, 404);
}

#[tokio::test]
async fn an_exercise_of_a_folder_has_its_own_name_beside_the_sites_own() {
    let harbour = Harbour::open().await;
    // The same name as one of the site's own, and twice in the folder.
    harbour.write("select-04-only-bread.md", EXAMPLE_EXERCISE);
    harbour.write("join-01-only-bread.md", EXAMPLE_EXERCISE);
    let told = harbour.look().await;
    assert_eq!(
        told,
        [
            "select-04-only-bread.md: The exercise in `join-01-only-bread.md` has this name already, and a name is one address."
        ]
    );
    let mut guest = harbour.site.nobody();
    assert!(guest.get("/learn/sql/only-bread").await.body.contains("Joost lights the shared oven"));
    assert!(guest.get("/learn/more/harbour.only-bread").await.body.contains("The harbour master"));
}

/// A process that ends with its test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_running_site_serves_what_is_changed_and_tells_its_log_what_is_wrong() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let sql = path("harbour/sql");
    assert!(vitrine(&["exercise", "new", "long-trips", "--folder", &sql]).status().unwrap().success());
    let mut serve = vitrine(&["serve", "--listen", "127.0.0.1:0", "--data", &path("data")]);
    serve.env("VITRINE_CONTENT", path("harbour"));
    let mut running = Running(serve.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let child = &mut running.0;
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let address = address.trim().rsplit("http://").next().unwrap().to_owned();
    let page = || {
        let mut stream = TcpStream::connect(&address).unwrap();
        let host = format!("Host: {address}\r\nConnection: close\r\n");
        write!(stream, "GET /learn/more/harbour.long-trips HTTP/1.1\r\n{host}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    // The log tells when it is so, and nobody has to wait for a time.
    let mut log_says =
        |what: &str| log.by_ref().map(Result::unwrap).find(|line| line.contains(what)).unwrap();

    log_says("the exercise harbour.long-trips is served");
    assert!(page().contains("<h1 id=\"t-h\">Long trips<"), "{}", page());
    let file = format!("{sql}/{FILE}");
    let changed = EXAMPLE_EXERCISE.replacen("Long trips", "Far out", 1);
    fs::write(&file, &changed).unwrap();
    log_says("the exercise harbour.long-trips is served");
    assert!(page().contains("<h1 id=\"t-h\">Far out<"));
    fs::write(&file, changed.replace("kind = \"select\"", "kind = \"query\"")).unwrap();
    let told = log_says("`query` is no kind");
    assert!(told.contains("\"WARN\"") && told.contains(&format!("{FILE}, line 4: ")), "{told}");
    assert!(page().contains("<h1 id=\"t-h\">Far out<"));
}

#[test]
fn folders_of_exercises_have_different_names_and_there_are_few() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| {
        fs::create_dir_all(folder.path().join(name).join("sql")).unwrap();
        folder.path().join(name).to_str().unwrap().to_owned()
    };
    let check = |names: &[&str]| {
        let paths: Vec<String> = names.iter().flat_map(|name| ["--content".to_owned(), path(name)]).collect();
        let flags: Vec<&str> = paths.iter().map(String::as_str).collect();
        config(&flags).check().map_err(|e| e.to_string())
    };
    assert_eq!(check(&["harbour", "river"]), Ok(()));
    assert!(
        check(&["a/harbour", "b/Harbour"])
            .unwrap_err()
            .contains("another folder is called `harbour` as well")
    );
    let many: Vec<String> = (0..9).map(|n| format!("f{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(check(&many).unwrap_err(), "--content names 9 folders; 8 is the most");
    assert_eq!(check(&many[1..]), Ok(()));
}

#[test]
fn a_new_exercise_passes_and_is_never_written_over_another() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("harbour/sql");
    let path = path.to_str().unwrap();
    let new = |name: &str| vitrine(&["exercise", "new", name, "--folder", path]).output().unwrap();
    let made = new("slow-boats");
    assert!(made.status.success(), "{}", err(&made));
    assert_eq!(out(&made).lines().count(), 3, "{}", out(&made));
    let file = format!("{path}/select-01-slow-boats.md");
    assert!(fs::read_to_string(&file).unwrap().contains("title = \"Slow boats\""));
    let second = new("long-trips");
    assert_eq!(
        (second.status.success(), out(&second).lines().count()),
        (true, 1),
        "the tables are there already"
    );
    let again = new("slow-boats");
    assert_eq!((again.status.code(), err(&again).lines().count()), (Some(1), 1), "{}", err(&again));
    assert_eq!(new("Two Words").status.code(), Some(1));

    let checked = vitrine(&["exercise", "check", "--search", "50", &file]).output().unwrap();
    assert!(checked.status.success(), "{}{}", out(&checked), err(&checked));
    assert!(out(&checked).contains(" 0 faults") && out(&checked).ends_with("The exercise may be used.\n"));
    let content =
        vitrine(&["content", "check", "--search", "50", folder.path().join("harbour").to_str().unwrap()]);
    let content = { content }.output().unwrap();
    assert!(content.status.success(), "{}{}", out(&content), err(&content));
}

#[test]
fn x10_check_tells_every_fault_of_every_file_in_words_and_goes_on() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("square.sql", EXAMPLE_SQL);
    write("square.toml", EXAMPLE_VALUES);
    write(
        "select-01-a.md",
        "+++\ntitle = \"A\"\nchapter = \"harbour\"\nkind = \"query\"\ntables = [\"boats\"]\nhints = [\"a\", \"b\"]\n+++\nShow all.\n\n~~~model\nSELECT nmae FROM boats\n~~~\n",
    );
    write("select-02-b.md", EXAMPLE_EXERCISE);
    let file = |name: &str| folder.path().join(name).display().to_string();
    let files = [file("select-01-a.md"), file("select-00-gone.md"), file("select-02-b.md")];
    let words =
        [&["exercise", "check", "--search", "50"][..], &files.each_ref().map(String::as_str)].concat();
    let output = vitrine(&words).output().unwrap();
    let told = out(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    let a = format!("  {}, line ", files[0]);
    for fault in [
        "1: The key `teaches` is missing.",
        "3: There is no chapter `harbour`, so nobody would see the exercise",
        "4: `query` is no kind; it is `select`, `change` or `create`.",
        "6: There are exactly three hints",
        "11: The model is refused: There is no column `nmae` in `boats`. Did you mean `name`?",
    ] {
        assert!(told.contains(&format!("{a}{fault}")), "{fault}\n{told}");
    }
    assert!(told.contains(&format!("{}: It is not there.", files[1])), "{told}");
    assert!(told.contains("select-02-b: ") && told.contains(" 0 faults"), "{told}");
    assert!(!told.contains("Some(") && !told.contains("None"), "{told}");
    assert_eq!(err(&output), "vitrine: there are 7 faults\n");
}

#[tokio::test]
async fn one_tries_an_exercise_and_what_was_typed_stays() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let first = guest.get("/learn/try").await.body;
    assert!(
        first.contains("The harbour master counts long trips") && !first.contains("id=\"v-h\""),
        "{first}"
    );

    let attempt = async |guest: &mut Actor, text: &str| {
        let form =
            [("file", "select-01-mine"), ("text", text), ("tables", EXAMPLE_SQL), ("values", EXAMPLE_VALUES)];
        let answer = guest.post_from("/learn/try", "/api/try_exercise", &form).await;
        let location = answer.headers["location"].to_str().unwrap().to_owned();
        (location, guest.get("/learn/try").await.body)
    };
    let (location, sound) = attempt(&mut guest, &EXAMPLE_EXERCISE.replacen("Long trips", "My own", 1)).await;
    assert_eq!(location, "/learn/try#answer");
    assert!(sound.contains("Nothing is wrong with it") && sound.contains("Mutants that survive"), "{sound}");
    assert!(sound.contains("title = \"My own\"") && sound.contains("select-01-mine"), "{sound}");

    let faulty = EXAMPLE_EXERCISE.replace("AND 20 < trips.miles", "AND 20 <= trips.miles");
    let (_, faulty) = attempt(&mut guest, &faulty).await;
    assert!(faulty.contains("One fault") && faulty.contains("Line 24: "), "{faulty}");
    // Another guest sees neither the text nor the proof.
    assert!(!site.nobody().get("/learn/try").await.body.contains("My own"));

    let (location, long) = attempt(&mut guest, &"x".repeat(16_001)).await;
    assert_eq!(location, "/learn/try");
    assert!(
        long.contains("Keep it to 16000 or fewer") && long.contains(&"x".repeat(16_001)),
        "what was typed stays"
    );
}

#[tokio::test]
async fn hostile_sql_in_a_tried_exercise_is_only_ever_run_in_a_worker() {
    let site = Site::fresh().await;
    let mut guest = site.nobody();
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let text = format!(
        "+++\ntitle = \"T\"\nteaches = \"T\"\nkind = \"select\"\ntables = [\"boats\"]\nhints = [\"a\", \"b\", \"c\"]\n+++\nShow.\n\n~~~model\n{endless}\n~~~\n"
    );
    for (text, tables) in [
        (text.as_str(), EXAMPLE_SQL.to_owned()),
        (EXAMPLE_EXERCISE, format!("{EXAMPLE_SQL}{endless};")),
        (EXAMPLE_EXERCISE, format!("ATTACH '/etc/passwd' AS p;{EXAMPLE_SQL}")),
        ("+++\n", "(".repeat(10_000)),
    ] {
        let form = [("file", "select-01-mine"), ("text", text), ("tables", tables.as_str()), ("values", "")];
        guest.post_from("/learn/try", "/api/try_exercise", &form).await;
        let page = guest.get("/learn/try").await.body;
        assert!(page.contains(" fault"), "{page}");
    }
}
