//! What a heat runs on: the data, and the lanes that run in turn.

use super::{
    data::Data,
    fetch::Shown,
    heat::Heated,
    lane::{Lane, Way},
    meter::Meter,
    point::{Parts, Point},
    watch::{End, Ended, Watch, used},
};
use crate::{exercise::Random, sandbox::Plan};
use rusqlite::Result;
use std::time::{Duration, Instant};

/// A run that uses more of the machine's time is broken off, and its lane is stopped.
pub const RUN_MAX: Duration = Duration::from_millis(250);
/// The longest that making the index may take.
const INDEX_MAX: Duration = Duration::from_millis(500);
/// Runs of one lane in a heat that are timed, and that are taken apart after the first.
const RUNS_MAX: usize = 10;
const APART_MAX: usize = 3;
/// So many runs of a lane must fit into its share of the time for it to be taken apart once more. Where a run is longer
/// than that, it makes no difference that the first one found nothing in the caches.
const SHORT: u64 = 10;

/// What a heat runs on.
pub(super) struct Track {
    pub data: Data,
    pub rows: u32,
    /// Posts that are fetched.
    pub length: u32,
    /// After this nothing more is begun, and what runs is broken off.
    pub end: End,
    /// The first answer, and who gave it.
    pub answer: Option<(Lane, Vec<Shown>)>,
    pub random: Random,
}

impl Track {
    /// Runs lanes of which all have the index, or none. About so long is what is timed; what each lane does first, and
    /// what makes the index, comes before that.
    ///
    /// # Errors
    /// When a statement fails, or the lanes do not answer alike.
    pub fn block(&mut self, lanes: &[Lane], budget: Duration, heated: &mut Heated) -> Result<(), String> {
        let indexed = lanes.iter().all(|lane| lane.indexed);
        let watch = Watch::from_now(INDEX_MAX, self.end);
        let set = watch.ended(self.data.set_index(indexed, watch)).map_err(|e| format!("the index: {e}"))?;
        if !matches!(set, Ended::Well(())) {
            return Ok(());
        }
        let mut points = Vec::new();
        for lane in lanes {
            heated.plans.push((*lane, self.plans(*lane).map_err(|e| format!("a plan: {e}"))?));
            points.extend(self.warm_up(*lane)?);
        }
        let share = nanos(budget) / points.len().max(1) as u64;
        self.rounds(&mut points, share)?;
        self.take_apart(&mut points, share)?;
        heated.points.extend(points);
        Ok(())
    }

    fn plans(&self, lane: Lane) -> Result<Vec<(String, Plan)>> {
        let texts = lane.way.statements().iter();
        texts.map(|sql| Ok(((*sql).to_owned(), Plan::of(&self.data.connection, sql)?))).collect()
    }

    /// The first run of a lane, taken apart, and its answer compared. None when the heat is over.
    fn warm_up(&mut self, lane: Lane) -> Result<Option<Point>, String> {
        match self.apart(lane)? {
            Ended::Well((point, answer)) => self.compare(lane, answer).map(|()| Some(point)),
            Ended::Stopped => Ok(Some(Point { stopped: true, ..Point::new(lane, self.rows) })),
            Ended::Over => Ok(None),
        }
    }

    /// One run, counted and taken apart, with its answer.
    fn apart(&self, lane: Lane) -> Result<Ended<(Point, Vec<Shown>)>, String> {
        let watch = Watch::from_now(RUN_MAX, self.end);
        let meter = Meter::apart(&self.data.connection, watch, self.data.likes > 0).map_err(failed(lane))?;
        let began = Instant::now();
        let fetched = lane.way.fetch(&meter, self.length);
        let whole = began.elapsed();
        let answer = match watch.ended(fetched).map_err(failed(lane))? {
            Ended::Well(answer) => answer,
            Ended::Stopped => return Ok(Ended::Stopped),
            Ended::Over => return Ok(Ended::Over),
        };
        let reading = meter.read();
        let parts = Parts {
            prepare_ns: nanos(reading.prepare),
            step_ns: nanos(reading.step),
            program_ns: nanos(whole.saturating_sub(reading.prepare + reading.step + reading.own)),
        };
        let visited = reading.scanned + found(lane, &answer, reading.named, self.rows);
        let point = Point { statements: reading.statements, visited, parts, ..Point::new(lane, self.rows) };
        Ok(Ended::Well((point, answer)))
    }

    /// Keeps the first answer, and refuses one that is not the same.
    fn compare(&mut self, lane: Lane, answer: Vec<Shown>) -> Result<(), String> {
        match &self.answer {
            None => self.answer = Some((lane, answer)),
            Some((_, first)) if *first == answer => {}
            Some((other, _)) => {
                return Err(format!("{} and {} do not answer alike", other.key(), lane.key()));
            }
        }
        Ok(())
    }

    /// Times the lanes that were not stopped, each at least once; and again until it has used its share of the time, so
    /// that a slow one takes no runs from the others.
    fn rounds(&mut self, points: &mut [Point], share: u64) -> Result<(), String> {
        for _ in 0..RUNS_MAX {
            for at in self.order(points) {
                let point = &mut points[at];
                if self.end.is_over() {
                    return Ok(());
                }
                if !point.stopped && point.times_ns.iter().sum::<u64>() < share {
                    self.time(point)?;
                }
            }
        }
        Ok(())
    }

    /// Takes some more runs apart: the first of each lane was the first of all, and so a slow one.
    fn take_apart(&mut self, points: &mut [Point], share: u64) -> Result<(), String> {
        for _ in 0..APART_MAX {
            for at in self.order(points) {
                let point = &mut points[at];
                if self.end.is_over() {
                    return Ok(());
                }
                if point.stopped || point.parts.whole_ns() > share / SHORT {
                    continue;
                }
                if let Ended::Well((again, _)) = self.apart(point.lane)? {
                    point.keep_quicker(again.parts);
                }
            }
        }
        Ok(())
    }

    /// The places of the lanes, in an order by chance.
    fn order(&mut self, points: &[Point]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..points.len()).collect();
        self.random.shuffle(&mut order);
        order
    }

    /// One run, timed as a whole.
    fn time(&self, point: &mut Point) -> Result<(), String> {
        let lane = point.lane;
        let watch = Watch::from_now(RUN_MAX, self.end);
        let meter = Meter::new(&self.data.connection, watch).map_err(failed(lane))?;
        let began = used();
        let fetched = lane.way.fetch(&meter, self.length);
        let took = used() - began;
        match watch.ended(fetched).map_err(failed(lane))? {
            Ended::Well(_) => point.times_ns.push(nanos(took)),
            Ended::Stopped => *point = Point { stopped: true, ..Point::new(lane, self.rows) },
            Ended::Over => {}
        }
        Ok(())
    }
}

fn failed(lane: Lane) -> impl Fn(rusqlite::Error) -> String {
    move |error| format!("{}: {error}", lane.key())
}

/// Rows that were found by a key or an index, which SQLite does not count: users (`named` where they were asked for by
/// themselves), and the likes of the page, unless the whole table was read for them.
pub(super) fn found(lane: Lane, answer: &[Shown], named: u64, rows: u32) -> u64 {
    let likes = answer.iter().map(|post| post.likes.unsigned_abs()).sum::<u64>();
    match lane.way {
        // It sees that it has all of the last post when it comes to the next one and its user. Without the index it
        // makes one of its own, and searches that.
        Way::Join => (answer.len() as u64 + 1).min(u64::from(rows)) + likes,
        _ if lane.indexed => named + likes,
        _ => named,
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
