//! Pictures of many people: all of them against all others, and references of several photos.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Result, ensure};
use poze_engine::{MATCH_DISTANCE_MAX, Reference, combined, distance_to};
use poze_vision::{EMBEDDING_MODEL_ID, Embedding};
use serde_json::{Map, Value, json};

use super::csv::Table;
use super::matching::FALSE_MATCH_RATES;
use super::statistics::{Distances, by_person, rate};

/// Most pictures: twice as many take four times as long, and these half a minute.
const PICTURES_MAX: usize = 20_000;

/// Who is on which picture.
pub(super) struct People<'a> {
    files: Vec<&'a str>,
    /// Number of the person on each.
    who: Vec<usize>,
    count: usize,
}

impl<'a> People<'a> {
    /// From the columns file and identity; rows without an identity are left out.
    pub(super) fn of(table: &'a Table) -> Result<People<'a>> {
        let rows = table
            .column("file")?
            .into_iter()
            .zip(table.column("identity")?);
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let (mut files, mut who) = (Vec::new(), Vec::new());
        for (file, identity) in rows.filter(|(_, identity)| !identity.is_empty()) {
            let next = numbers.len();
            files.push(file);
            who.push(*numbers.entry(identity).or_insert(next));
        }
        ensure!(
            files.len() <= PICTURES_MAX,
            "more than {PICTURES_MAX} pictures of people"
        );
        Ok(People {
            files,
            who,
            count: numbers.len(),
        })
    }

    pub(super) fn files(&self) -> &[&'a str] {
        &self.files
    }

    /// All pairs of pictures of different people, against the pairs of one person (the first's file, and the distance).
    pub(super) fn cross_identity<'e>(
        &self,
        same: &[(&str, f64)],
        embedding: impl Fn(&str) -> Option<&'e Embedding>,
    ) -> Value {
        let faces: Vec<(usize, &Embedding)> = self
            .files
            .iter()
            .zip(&self.who)
            .filter_map(|(file, who)| Some((*who, embedding(file)?)))
            .collect();
        let mut different = Vec::new();
        let mut false_matches = Vec::new();
        for (n, (a, one)) in faces.iter().enumerate() {
            for (b, other) in faces.iter().skip(n + 1).filter(|(b, _)| b != a) {
                let distance = one.distance(other);
                different.push((f64::from(distance), false));
                if distance <= MATCH_DISTANCE_MAX {
                    false_matches.push((*a, *b));
                }
            }
        }
        let who: HashMap<&str, usize> = self
            .files
            .iter()
            .copied()
            .zip(self.who.iter().copied())
            .collect();
        let genuine: Vec<(usize, bool)> = same
            .iter()
            .filter_map(|(file, distance)| {
                let missed = *distance > f64::from(MATCH_DISTANCE_MAX);
                Some((*who.get(file)?, missed))
            })
            .collect();
        let mut pictures = vec![0usize; self.count];
        faces.iter().for_each(|(who, _)| pictures[*who] += 1);
        let all = different
            .into_iter()
            .chain(same.iter().map(|(_, d)| (*d, true)));
        let distances = Distances::new(all);
        let default = distances.cut(f64::from(MATCH_DISTANCE_MAX));
        let (mut fnmr_at, mut threshold_at) = (Map::new(), Map::new());
        for (name, fmr) in FALSE_MATCH_RATES {
            let cut = distances.at_fmr(fmr);
            let fnmr = cut.and_then(|cut| distances.fnmr(&cut));
            fnmr_at.insert(name.to_owned(), json!(fnmr));
            threshold_at.insert(name.to_owned(), json!(cut.map(|cut| cut.threshold)));
        }
        json!({
            "people": self.count,
            "pictures": self.files.len(),
            "no_face": self.files.len() - faces.len(),
            "pairs": distances.different(),
            "same": distances.same(),
            "fnmr_at_fmr": fnmr_at,
            "threshold_at_fmr": threshold_at,
            "at_default": {
                "threshold": MATCH_DISTANCE_MAX,
                "fmr": distances.fmr(&default),
                "fnmr": distances.fnmr(&default),
            },
            "intervals_by_person": {
                "fmr": by_person(self.count, |times| {
                    let hits: f64 = false_matches.iter().map(|(a, b)| times[*a] * times[*b]).sum();
                    let each = || pictures.iter().zip(times).map(|(n, times)| *n as f64 * times);
                    let pairs = (each().sum::<f64>().powi(2) - each().map(|n| n * n).sum::<f64>()) / 2.0;
                    hits / pairs
                }),
                "fnmr": by_person(self.count, |times| {
                    let all: f64 = genuine.iter().map(|(who, _)| times[*who]).sum();
                    let missed = genuine.iter().filter(|(_, missed)| *missed);
                    missed.map(|(who, _)| times[*who]).sum::<f64>() / all
                }),
            },
        })
    }

    /// References of the first `photos` pictures of everybody of whom there are more, each against every picture that is in
    /// no reference.
    pub(super) fn several_photos<'e>(
        &self,
        photos: usize,
        embedding: impl Fn(&str) -> Option<&'e Embedding>,
    ) -> Result<Value> {
        let mut of_person: BTreeMap<usize, Vec<&Embedding>> = BTreeMap::new();
        for (file, who) in self.files.iter().zip(&self.who) {
            of_person.entry(*who).or_default().extend(embedding(file));
        }
        let (mut references, mut refused) = (Vec::new(), 0usize);
        let mut probes = Vec::new();
        for (who, faces) in &of_person {
            let enrolled = faces.get(..photos).filter(|_| faces.len() > photos);
            let rest = faces.get(photos..).filter(|_| enrolled.is_some());
            probes.extend(rest.unwrap_or(faces).iter().map(|face| (*who, *face)));
            let Some(enrolled) = enrolled else { continue };
            let each: Vec<Reference> = enrolled.iter().map(|face| reference_of(face)).collect();
            match combined(&each) {
                Some(reference) => references.push((*who, reference)),
                None => refused += 1,
            }
        }
        let pairs = references.iter().flat_map(|(who, reference)| {
            probes.iter().filter_map(move |(probe, face)| {
                let distance = f64::from(distance_to(reference, face)?);
                Some((distance, who == probe))
            })
        });
        let distances = Distances::new(pairs);
        let cut = distances.cut(f64::from(MATCH_DISTANCE_MAX));
        let at = distances.at_fmr(1e-4);
        Ok(json!({
            "photos": photos,
            "references": references.len(),
            "refused": refused,
            "same": distances.same(),
            "different": distances.different(),
            "at_default": {
                "threshold": MATCH_DISTANCE_MAX,
                "fmr": distances.fmr(&cut),
                "fnmr": distances.fnmr(&cut),
            },
            "fnmr_at_fmr_1e-4": at.and_then(|at| rate(at.false_non_matches, distances.same())),
        }))
    }
}

fn reference_of(face: &Embedding) -> Reference {
    let values = face.as_slice().iter();
    Reference {
        model: EMBEDDING_MODEL_ID.to_owned(),
        bytes: values.flat_map(|value| value.to_le_bytes()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poze_vision::EMBEDDING_LEN;
    use std::path::Path;

    /// Unit vectors in the plane of the first two axes.
    fn face(degrees: f32) -> Embedding {
        let mut values = vec![0.0; EMBEDDING_LEN];
        (values[0], values[1]) = (degrees.to_radians().cos(), degrees.to_radians().sin());
        Embedding::from_slice(&values).unwrap()
    }

    const LIST: &str = "file,identity\na0,a\na1,a\na2,a\nb0,b\nb1,b\nc0,c\nx,\n";

    #[test]
    fn everybody_meets_everybody_else_once() {
        let table = Table::parse(Path::new("people.csv"), LIST).unwrap();
        let people = People::of(&table).unwrap();
        assert_eq!((people.count, people.files().len()), (3, 6));
        let faces: HashMap<&str, Embedding> = [
            ("a0", 0.0),
            ("a1", 10.0),
            ("a2", 20.0),
            ("b0", 120.0),
            ("b1", 60.0),
        ]
        .map(|(file, degrees)| (file, face(degrees)))
        .into();
        let embedding = |file: &str| faces.get(file);
        let report = people.cross_identity(&[("a0", 0.2), ("b0", 1.2)], embedding);
        // c0 has no face. b1 is within 1.07 (65 degrees) of all of a, b0 of none.
        assert_eq!(report["pairs"], 6);
        assert_eq!(report["no_face"], 1);
        assert_eq!(report["at_default"]["fmr"], 0.5);
        assert_eq!(report["at_default"]["fnmr"], 0.5);
        let photos = people.several_photos(2, embedding).unwrap();
        assert_eq!(
            (&photos["references"], &photos["same"], &photos["different"]),
            (&json!(1), &json!(1), &json!(2))
        );
        assert_eq!(photos["at_default"]["fnmr"], 0.0);
        assert_eq!(
            people.several_photos(1, embedding).unwrap()["references"],
            2
        );
    }
}
