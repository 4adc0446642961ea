//! Running a model.

use std::ops::Range;
use std::sync::Arc;

use crate::kernels::aligned::Aligned;
use crate::kernels::{elementwise, layout, resize};
use crate::model::{Kernel, Model, Step};

/// A model with memory of its own to run in: inputs, outputs and everything between.
///
/// Sessions of one [`Model`] are independent of each other and share its weights.
#[derive(Debug)]
pub struct Session {
    model: Arc<Model>,
    arena: Aligned,
}

impl Session {
    /// Allocates the arena; inputs start as zeros.
    pub fn new(model: Arc<Model>) -> Session {
        let mut arena = Aligned::zeroed(model.arena);
        for (place, data) in &model.constants {
            arena.as_mut_slice()[place.clone()].copy_from_slice(data);
        }
        Session { model, arena }
    }

    /// The model that this session runs.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// Input number `index`, row-major as [`Model::inputs`] says. It keeps its values between runs.
    ///
    /// # Panics
    /// When the model has no input of this number.
    pub fn input_mut(&mut self, index: usize) -> &mut [f32] {
        &mut self.arena.as_mut_slice()[self.model.input_places[index].clone()]
    }

    /// Runs the network once over the present inputs. Allocates nothing.
    pub fn run(&mut self) {
        let model = Arc::clone(&self.model);
        for step in &model.steps {
            run_step(&model, step, self.arena.as_mut_slice());
        }
    }

    /// Runs one of [`Model::layers`] alone, over what the layers before it left: for measuring.
    ///
    /// # Panics
    /// When the model has no layer of this number.
    pub fn run_layer(&mut self, index: usize) {
        let model = Arc::clone(&self.model);
        run_step(&model, &model.steps[index], self.arena.as_mut_slice());
    }

    /// Output number `index`, row-major as [`Model::outputs`] says: the result of the last run, undefined
    /// before the first one.
    ///
    /// # Panics
    /// When the model has no output of this number.
    pub fn output(&self, index: usize) -> &[f32] {
        &self.arena.as_slice()[self.model.output_places[index].clone()]
    }
}

/// Output, scratch space, and the first two inputs (both the first one where there is no second one).
struct Views<'a> {
    out: &'a mut [f32],
    scratch: &'a mut [f32],
    inputs: [&'a [f32]; 2],
}

/// Borrows a step's memory. The plan keeps living values apart, so these never overlap; an input may be
/// read twice.
fn views<'a>(step: &Step, arena: &'a mut [f32], [first, second]: [&Range<usize>; 2]) -> Views<'a> {
    const APART: &str = "the plan keeps values that live at the same time apart";
    let (out, scratch) = (step.output.clone(), step.scratch.clone());
    if first == second {
        let places = [out, scratch, first.clone()];
        let [out, scratch, x] = arena.get_disjoint_mut(places).expect(APART);
        Views {
            out,
            scratch,
            inputs: [&*x, &*x],
        }
    } else {
        let places = [out, scratch, first.clone(), second.clone()];
        let [out, scratch, x, y] = arena.get_disjoint_mut(places).expect(APART);
        Views {
            out,
            scratch,
            inputs: [x, y],
        }
    }
}

fn run_step(model: &Model, step: &Step, arena: &mut [f32]) {
    if let Kernel::Concat { chunks } = &step.kernel {
        let total = chunks.iter().sum();
        let mut offset = 0;
        for (&chunk, place) in chunks.iter().zip(&step.inputs) {
            let views = views(step, arena, [place, place]);
            layout::concat_part(chunk, total, offset, views.inputs[0], views.out);
            offset += chunk;
        }
        return;
    }
    let first = &step.inputs[0];
    let second = step.inputs.get(1).unwrap_or(first);
    let Views {
        out,
        scratch,
        inputs: [x, y],
    } = views(step, arena, [first, second]);
    match &step.kernel {
        Kernel::Conv(conv) => {
            let residual = conv.conv.residual.map(|_| y);
            conv.run(x, residual, scratch, out);
        }
        Kernel::Depthwise(depthwise) => depthwise.run(model.isa, x, out),
        Kernel::MaxPool(pool) => elementwise::max_pool(model.isa, pool, x, out),
        Kernel::Binary {
            kind,
            left,
            right,
            activation,
        } => {
            elementwise::binary(*kind, (x, left), (y, right), activation, out);
        }
        Kernel::Unary(kind) => elementwise::unary(*kind, x, out),
        Kernel::Activate {
            activation,
            channels,
        } => {
            out.copy_from_slice(x);
            elementwise::activate(activation, *channels, out);
        }
        Kernel::Reduce { output, scale } => elementwise::reduce(output, *scale, x, out),
        Kernel::Pad { output } => layout::pad(output, x, out),
        Kernel::Gather(from) => layout::gather(from, x, out),
        Kernel::Resize {
            input,
            output,
            align_corners,
            half_pixel,
        } => {
            resize::bilinear(*input, *output, (*align_corners, *half_pixel), x, out);
        }
        Kernel::Concat { .. } => {}
    }
}
