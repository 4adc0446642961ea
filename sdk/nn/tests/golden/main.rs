//! Every network of the project and small ones of odd shapes, against the reference runtime.
#![allow(clippy::unwrap_used)]

mod cases;
mod malformed;

use cases::CASES;
use poze_nn::Isa;

#[test]
fn fastest_kernels_agree_with_the_reference_runtime() {
    for case in CASES {
        cases::check(case, Isa::best());
    }
}

#[test]
fn plain_rust_agrees_with_the_reference_runtime() {
    for case in CASES {
        cases::check(case, Isa::Scalar);
    }
}

#[test]
fn vector_kernels_agree_with_plain_rust() {
    let vectors = [Isa::Avx2, Isa::Avx512, Isa::Simd128];
    for isa in vectors.into_iter().filter(|isa| isa.available()) {
        for case in CASES {
            cases::check_against_scalar(case, isa);
        }
    }
}

#[test]
fn a_session_can_be_run_again_and_shares_nothing_with_others() {
    let case = &CASES[0];
    let mut first = cases::run(case, Isa::best());
    let before = cases::outputs(&first);
    let mut other = poze_nn::Session::new(std::sync::Arc::clone(first.model()));
    other.input_mut(0).fill(0.5);
    other.run();
    first.run();
    assert_eq!(cases::outputs(&first), before);
    assert_ne!(cases::outputs(&other), before);
}

#[test]
fn instruction_sets_that_are_not_here_are_refused() {
    let result = poze_nn::Model::for_isa(CASES[0].model, Isa::Simd128);
    assert_eq!(result.err(), Some(poze_nn::LoadError::IsaUnavailable));
}
