//! The seam between the stages and the runtime, so that what stands before and after a network is tested
//! without weights.

use poze_nn::Session;

/// A network of one input that is ready to run.
pub(crate) trait Net: Send {
    /// The input, row-major (pictures: height, width, channel). It keeps its values over a run.
    fn input(&mut self) -> &mut [f32];
    /// Computes the outputs from the input.
    fn run(&mut self);
    /// Output number `index` of the last run.
    fn output(&self, index: usize) -> &[f32];
}

impl Net for Session {
    fn input(&mut self) -> &mut [f32] {
        self.input_mut(0)
    }

    fn run(&mut self) {
        Session::run(self);
    }

    fn output(&self, index: usize) -> &[f32] {
        Session::output(self, index)
    }
}

#[cfg(test)]
pub(crate) mod fake {
    //! A network whose outputs are what a test says.

    use super::Net;

    /// Called with the input; may change the outputs.
    type Answer = Box<dyn FnMut(&[f32], &mut Vec<Vec<f32>>) + Send>;

    pub(crate) struct FakeNet {
        pub(crate) input: Vec<f32>,
        pub(crate) outputs: Vec<Vec<f32>>,
        pub(crate) answer: Answer,
    }

    impl FakeNet {
        pub(crate) fn new(input: usize, outputs: Vec<Vec<f32>>) -> FakeNet {
            FakeNet {
                input: vec![0.0; input],
                outputs,
                answer: Box::new(|_, _| {}),
            }
        }
    }

    impl Net for FakeNet {
        fn input(&mut self) -> &mut [f32] {
            &mut self.input
        }

        fn run(&mut self) {
            (self.answer)(&self.input, &mut self.outputs);
        }

        fn output(&self, index: usize) -> &[f32] {
            &self.outputs[index]
        }
    }
}
