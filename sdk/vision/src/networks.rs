//! The networks by themselves, to measure what each costs on a machine.

use poze_nn::{Isa, Session};

use crate::models::Models;

/// One network, with working memory of its own.
pub struct Network {
    name: &'static str,
    session: Session,
}

impl Network {
    /// What it is for, as in [`ModelFiles`](crate::ModelFiles).
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Multiplications of a run, each with its addition.
    pub fn macs(&self) -> u64 {
        self.session.model().macs()
    }

    /// Runs once, on whatever its input holds: no network takes longer for one picture than for another.
    pub fn run(&mut self) {
        self.session.run();
    }
}

impl Models {
    /// All networks that were loaded, each with working memory of its own.
    pub fn networks(&self) -> Vec<Network> {
        let faces = self.faces.iter().flat_map(|faces| {
            [
                ("face_detector", &faces.detector),
                ("face_landmarks", &faces.landmarks),
                ("face_blendshapes", &faces.blendshapes),
            ]
        });
        let embedding = self.embedding.iter().map(|model| ("face_embedding", model));
        let hands = self.hands.iter().flat_map(|hands| {
            [
                ("hand_palms", &hands.palms),
                ("hand_landmarks", &hands.points),
            ]
        });
        let objects = self.objects.iter().map(|(model, _)| ("objects", model));
        let shoes = self.shoes.iter().map(|(model, _)| ("object_shoes", model));
        let all = faces
            .chain(embedding)
            .chain(hands)
            .chain(objects)
            .chain(shoes);
        all.map(|(name, model)| Network {
            name,
            session: Session::new(std::sync::Arc::clone(model)),
        })
        .collect()
    }
}

/// The instructions that the networks run on here: `avx512`, `avx2`, `simd128` or `scalar`.
pub fn instruction_set() -> &'static str {
    match Isa::best() {
        Isa::Scalar => "scalar",
        Isa::Avx2 => "avx2",
        Isa::Avx512 => "avx512",
        Isa::Simd128 => "simd128",
    }
}
