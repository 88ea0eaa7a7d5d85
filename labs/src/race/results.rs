//! The results of a race: what was asked for, and everything that has been measured so far.

use super::{
    batch::{Batch, BatchResults},
    lane::Lane,
    point::Point,
    settings::Settings,
};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// The results of a race so far. It is stored as JSON, so its names cannot change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    pub settings: Settings,
    /// Whether the posts are copies of the learner's own, and not of the community that everybody begins with.
    pub own: bool,
    /// A point for every lane at every size, in the order of the lanes and then of the sizes.
    pub points: Vec<Point>,
}

impl Results {
    /// A race of which nothing has been measured.
    pub fn of(settings: Settings) -> Self {
        let lanes = settings.lanes.iter();
        let points = lanes.flat_map(|lane| settings.sizes().map(|rows| Point::new(*lane, rows))).collect();
        Self { settings, own: false, points }
    }

    /// The lanes that are still to be measured at this size. One that was stopped there or at a smaller size is not tried
    /// again.
    pub fn lanes_left(&self, rows: u32) -> Vec<Lane> {
        let at_size = self.points.iter().filter(|point| point.rows == rows && !point.stopped);
        at_size.map(|point| point.lane).collect()
    }

    /// The next batch of this size, on a learner's database; none where every lane was stopped.
    pub fn batch(&self, rows: u32, image: Vec<u8>, square_sql: &str, seed: u64) -> Option<Batch> {
        let lanes = self.lanes_left(rows);
        let square_sql = square_sql.to_owned();
        (!lanes.is_empty()).then_some(Batch {
            image,
            square_sql,
            rows,
            page: self.settings.page,
            lanes,
            seed,
        })
    }

    /// Adds what a batch measured. Lanes and sizes that are not in the race are ignored. So is a batch whose posts came from
    /// another database than those of the first one, because the two cannot be compared.
    pub fn add(&mut self, batch_results: BatchResults) {
        if self.points.iter().any(|point| point.statements > 0) && batch_results.own != self.own {
            return;
        }
        self.own = batch_results.own;
        for new in batch_results.points {
            if new.stopped {
                self.stop(new.lane, new.rows);
            } else if let Some(point) = self.point_mut(&new) {
                point.add(new);
            }
        }
    }

    /// Stops a lane at this size and all larger ones, and drops what was measured there.
    fn stop(&mut self, lane: Lane, rows: u32) {
        for point in self.points.iter_mut().filter(|point| point.lane == lane && point.rows >= rows) {
            *point = Point { stopped: true, ..Point::new(lane, point.rows) };
        }
    }

    /// The point that a new one belongs to, unless its lane was stopped there.
    fn point_mut(&mut self, new: &Point) -> Option<&mut Point> {
        self.points
            .iter_mut()
            .find(|point| point.lane == new.lane && point.rows == new.rows && !point.stopped)
    }

    /// All runs as CSV: a line of names, and then a line for each run. What was stopped has no lines.
    pub fn csv(&self) -> String {
        let mut csv =
            String::from("way,index,posts_in_table,page,statements,rows_visited,run,microseconds\n");
        let page = self.settings.page.key();
        for point in &self.points {
            let (way, rows) = (point.lane.way.key(), point.rows);
            let index = if point.lane.indexed { "yes" } else { "no" };
            let (statements, visited) = (point.statements, point.visited);
            for (run, ns) in (1..).zip(&point.times_ns) {
                let (us, rest) = (ns / 1_000, ns % 1_000);
                let _ =
                    writeln!(csv, "{way},{index},{rows},{page},{statements},{visited},{run},{us}.{rest:03}");
            }
        }
        csv
    }
}

impl Point {
    /// Adds the runs of the same lane at the same size. Statements and visited rows are the same in every run.
    fn add(&mut self, new: Self) {
        self.times_ns.extend(new.times_ns);
        (self.statements, self.visited) = (new.statements, new.visited);
        self.keep_quicker(new.parts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::race::{PageLength, Way};

    const JOIN: Lane = Lane { way: Way::Join, indexed: true };
    const BARE: Lane = Lane { way: Way::Loop, indexed: false };

    fn race() -> Results {
        Results::of(Settings::new(PageLength::Newest(20), 100, &[BARE, JOIN]))
    }

    fn batch_results(points: Vec<Point>) -> BatchResults {
        BatchResults { own: true, points, plans: Vec::new() }
    }

    fn ran(lane: Lane, rows: u32, times_ns: &[u64]) -> Point {
        Point { times_ns: times_ns.to_vec(), statements: 41, visited: 60, ..Point::new(lane, rows) }
    }

    fn stopped(lane: Lane, rows: u32) -> Point {
        Point { stopped: true, ..Point::new(lane, rows) }
    }

    #[test]
    fn points_stand_in_the_order_of_lanes_and_sizes() {
        let order: Vec<_> = race().points.iter().map(|point| (point.lane, point.rows)).collect();
        assert_eq!(order, [(JOIN, 10), (JOIN, 30), (JOIN, 100), (BARE, 10), (BARE, 30), (BARE, 100)]);
    }

    #[test]
    fn runs_of_all_batches_come_together() {
        let mut race = race();
        race.add(batch_results(vec![ran(JOIN, 30, &[5, 6]), ran(BARE, 30, &[9])]));
        race.add(batch_results(vec![ran(JOIN, 30, &[4])]));
        assert_eq!(race.points[1], ran(JOIN, 30, &[5, 6, 4]));
        assert_eq!(race.points[4], ran(BARE, 30, &[9]));
        assert!(race.own && race.points[0].times_ns.is_empty());
    }

    #[test]
    fn what_was_stopped_once_is_stopped_from_that_size_on() {
        let mut race = race();
        race.add(batch_results(vec![ran(BARE, 10, &[1]), ran(JOIN, 10, &[1])]));
        race.add(batch_results(vec![ran(BARE, 100, &[7])]));
        race.add(batch_results(vec![stopped(BARE, 30)]));
        race.add(batch_results(vec![ran(BARE, 30, &[8])]));
        let bare = |n: usize| &race.points[3 + n];
        assert_eq!(
            [bare(0), bare(1), bare(2)],
            [&ran(BARE, 10, &[1]), &stopped(BARE, 30), &stopped(BARE, 100)]
        );
        assert_eq!([10, 30, 100].map(|rows| race.lanes_left(rows).len()), [2, 1, 1]);
        assert_eq!(race.batch(100, Vec::new(), "", 1).map(|batch| batch.lanes), Some(vec![JOIN]));
        race.add(batch_results(vec![stopped(JOIN, 10)]));
        assert!(race.batch(100, Vec::new(), "", 1).is_none());
    }

    #[test]
    fn what_is_not_in_the_race_is_not_kept() {
        let mut race = race();
        let before = race.points.clone();
        race.add(batch_results(vec![
            ran(JOIN, 11, &[1]),
            ran(Lane { way: Way::Loop, indexed: true }, 10, &[1]),
        ]));
        assert_eq!(race.points, before);
    }

    #[test]
    fn the_csv_has_a_line_for_each_run() {
        let mut race = race();
        race.add(batch_results(vec![ran(JOIN, 10, &[1_234_005, 999]), ran(BARE, 10, &[7_000])]));
        race.add(batch_results(vec![stopped(BARE, 30)]));
        assert_eq!(
            race.csv(),
            "way,index,posts_in_table,page,statements,rows_visited,run,microseconds\n\
             join,yes,10,20,41,60,1,1234.005\n\
             join,yes,10,20,41,60,2,0.999\n\
             loop,no,10,20,41,60,1,7.000\n"
        );
    }
}
