use std::path::PathBuf;

use super::*;

/// A folder of its own for each test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("poze-pack-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("out")).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }

    fn manifest(&self, file: &str, bytes: &[u8], used_by: &str) {
        let sha256 = hex(&Sha256::digest(bytes));
        let text = format!(
            "[[model]]\nfile = \"{file}\"\nbytes = {}\nsha256 = \"{sha256}\"\nused_by = [\"{used_by}\"]\n",
            bytes.len()
        );
        self.write(MANIFEST, text.as_bytes());
    }

    fn run(&self) -> anyhow::Result<Vec<Model>> {
        check_and_copy(&self.0, &self.0.join("out"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_model_of_the_widget_is_copied() {
    let folder = Folder::new("copied");
    folder.write("a.tflite", b"weights");
    folder.manifest("a.tflite", b"weights", "widget");
    assert_eq!(folder.run().unwrap().len(), 1);
    assert_eq!(
        std::fs::read(folder.0.join("out/a.tflite")).unwrap(),
        b"weights"
    );
}

#[test]
fn a_model_may_have_another_name_in_dist() {
    let folder = Folder::new("renamed");
    folder.write("a.tflite", b"weights");
    folder.manifest("a.tflite", b"weights", "widget");
    let text = std::fs::read_to_string(folder.0.join(MANIFEST)).unwrap();
    folder.write(
        MANIFEST,
        format!("{text}dist = \"face.tflite\"\n").as_bytes(),
    );
    folder.run().unwrap();
    assert_eq!(
        std::fs::read(folder.0.join("out/face.tflite")).unwrap(),
        b"weights"
    );
    folder.write(
        MANIFEST,
        format!("{text}dist = \"/face.tflite\"\n").as_bytes(),
    );
    assert!(
        folder
            .run()
            .unwrap_err()
            .to_string()
            .contains("plain file name")
    );
}

#[test]
fn a_model_of_the_server_stays_out_of_the_browser() {
    let folder = Folder::new("server");
    folder.write("a.tflite", b"weights");
    folder.manifest("a.tflite", b"weights", "server");
    assert_eq!(folder.run().unwrap(), []);
    assert!(!folder.0.join("out/a.tflite").exists());
}

#[test]
fn altered_weights_are_refused() {
    let folder = Folder::new("altered");
    folder.write("a.tflite", b"weightz");
    folder.manifest("a.tflite", b"weights", "widget");
    assert!(folder.run().unwrap_err().to_string().contains("sha256"));
    folder.write("a.tflite", b"longer weights");
    assert!(folder.run().unwrap_err().to_string().contains("bytes"));
}

#[test]
fn weights_that_the_manifest_does_not_name_are_refused() {
    let folder = Folder::new("stray");
    folder.write("a.tflite", b"weights");
    folder.write("b.tflite", b"who made me?");
    folder.manifest("a.tflite", b"weights", "widget");
    assert!(folder.run().unwrap_err().to_string().contains("b.tflite"));
}

#[test]
fn a_path_is_not_a_file_name() {
    let folder = Folder::new("path");
    folder.manifest("../a.tflite", b"weights", "widget");
    assert!(
        folder
            .run()
            .unwrap_err()
            .to_string()
            .contains("plain file name")
    );
}
