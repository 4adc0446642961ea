//! An operator's own PAD network: a TFLite file, and beside it a TOML file of the same name that says how it takes its
//! picture and which of its classes is the living one:
//!
//! ```toml
//! box_scale = 2.7      # side of the square crop over the longer side of the box around the face's landmarks
//! channels = "rgb"     # or "bgr"
//! gain = 0.00392157    # a byte times this…
//! offset = 0.0         # …plus this is what the network takes
//! live_class = 1       # the first class is 0
//! ```

use std::io::Read as _;
use std::path::{Path, PathBuf};

use poze_vision::{ModelError, PadChannels, PadInput, PadModel};
use serde::Deserialize;

/// Networks of this kind have 1 to 20 MB.
const MODEL_MAX_BYTES: u64 = 64 << 20;
const DESCRIPTION_MAX_BYTES: u64 = 16 << 10;

/// Why an operator's PAD network cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PadFileError {
    /// A file is not there or cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is larger than such files are.
    #[error("{} is larger than {most} bytes", path.display())]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// Bytes allowed.
        most: u64,
    },
    /// The TOML file does not say what it should.
    #[error("{}: {source}", path.display())]
    Description {
        /// Which.
        path: PathBuf,
        /// What is wrong, with the line.
        source: Box<toml::de::Error>,
    },
    /// The network is none, or does not fit its description.
    #[error("{}: {source}", path.display())]
    Model {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        source: ModelError,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    box_scale: f32,
    channels: Channels,
    gain: f32,
    offset: f32,
    live_class: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Channels {
    Rgb,
    Bgr,
}

/// The network in a file, as the TOML file beside it describes it.
///
/// # Errors
/// When one of the two cannot be read, or they do not describe a network that [`PadModel::load`] takes.
pub fn pad_from_file(path: &Path) -> Result<PadModel, PadFileError> {
    let description = path.with_extension("toml");
    let text = read(&description, DESCRIPTION_MAX_BYTES)?;
    let said: Description =
        toml::from_slice(&text).map_err(|source| PadFileError::Description {
            path: description,
            source: Box::new(source),
        })?;
    let input = PadInput {
        box_scale: said.box_scale,
        channels: match said.channels {
            Channels::Rgb => PadChannels::Rgb,
            Channels::Bgr => PadChannels::Bgr,
        },
        gain: said.gain,
        offset: said.offset,
        live_class: said.live_class,
    };
    let bytes = read(path, MODEL_MAX_BYTES)?;
    PadModel::load(&bytes, input).map_err(|source| PadFileError::Model {
        path: path.to_owned(),
        source,
    })
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, PadFileError> {
    let failed = |source| PadFileError::Read {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > most {
        return Err(PadFileError::TooLarge {
            path: path.to_owned(),
            most,
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "box_scale = 2.7\nchannels = \"bgr\"\ngain = 1.0\noffset = 0.0\nlive_class = 0\n";

    fn loaded(name: &str, model: &[u8], description: Option<&str>) -> Result<PadModel, String> {
        let folder = std::env::temp_dir().join(format!("poze-pad-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("own.tflite");
        std::fs::write(&path, model).unwrap();
        if let Some(text) = description {
            std::fs::write(path.with_extension("toml"), text).unwrap();
        }
        let loaded = pad_from_file(&path).map_err(|error| error.to_string());
        std::fs::remove_dir_all(&folder).unwrap();
        loaded
    }

    #[test]
    fn an_operators_network_is_taken_and_a_bad_one_is_refused_with_what_is_wrong() {
        let model = super::super::sets::PAD_MODEL;
        loaded("good", model, Some(GOOD)).unwrap();
        let error = |name: &str, model: &[u8], description: Option<&str>| {
            loaded(name, model, description).unwrap_err()
        };
        let missing = error("missing", model, None);
        assert!(missing.contains("cannot read") && missing.contains("own.toml"));
        let unknown = error("unknown", model, Some(&format!("{GOOD}scale = 3\n")));
        assert!(unknown.contains("own.toml") && unknown.contains("scale"));
        let channels = error("channels", model, Some(&GOOD.replace("bgr", "grey")));
        assert!(channels.contains("grey"), "{channels}");
        let class = GOOD.replace("live_class = 0", "live_class = 7");
        assert!(error("class", model, Some(&class)).contains("own.tflite"));
        assert!(error("damaged", &model[..5000], Some(GOOD)).contains("own.tflite"));
        let long = format!("{GOOD}#{}", " ".repeat(20_000));
        assert!(error("long", model, Some(&long)).contains("larger"));
        assert!(pad_from_file(Path::new("nowhere/pad.tflite")).is_err());
    }
}
