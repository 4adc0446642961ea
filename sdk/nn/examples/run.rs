//! Runs a network once: `run FILE.tflite < INPUT > OUTPUT`, raw little-endian f32, tensors one after another in the
//! file's order. For comparing with another runtime.

use std::error::Error;
use std::io::{Read, Write};
use std::sync::Arc;

use poze_nn::{Model, Session};

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1);
    let file = file.ok_or("usage: run FILE.tflite < INPUT > OUTPUT")?;
    let mut session = Session::new(Arc::new(Model::from_tflite(&std::fs::read(file)?)?));
    let inputs = session.model().inputs().len();
    let outputs = session.model().outputs().len();
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    let mut values = bytes.chunks_exact(4);
    for index in 0..inputs {
        for slot in session.input_mut(index) {
            let value = values.next().ok_or("the input is too short")?;
            *slot = f32::from_le_bytes(value.try_into()?);
        }
    }
    if values.next().is_some() {
        return Err("the input is too long".into());
    }
    session.run();
    let mut out = std::io::stdout().lock();
    for index in 0..outputs {
        for value in session.output(index) {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    Ok(())
}
