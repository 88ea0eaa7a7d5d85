//! What a connection does at the moment, and until when it may do so (docs/security.md, R1).
//!
//! A connection waits for the head of a request, works on the request, sends its answer, and rests until the next one.
//! hyper has one time limit for resting and for the head together. Here each has its own: a head must arrive within seconds,
//! while a connection may rest for longer than proxies keep theirs (60 s is usual), because a request that a proxy sends at
//! the very moment of closing is lost.

use crate::{connections::Place, state::Timeouts};
use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use std::{
    future::{Future, poll_fn},
    io,
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, sleep_until},
};

/// What a connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The head of a request is awaited or arriving, since then.
    Head(Instant),
    /// A request is under way.
    Request,
    /// The answer is made, and not yet handed to the kernel.
    Flush,
    /// Nothing, since then.
    Rest(Instant),
}

/// What one connection does. Its stream, its requests and its answers tell it here.
pub struct Activity {
    place: Place,
    timeouts: Timeouts,
    phase: Mutex<Phase>,
}

impl Activity {
    /// A connection that was just accepted.
    pub fn new(place: Place, timeouts: Timeouts) -> Arc<Self> {
        Arc::new(Self { place, timeouts, phase: Mutex::new(Phase::Head(Instant::now())) })
    }

    /// Notes that a request has arrived. It is under way as long as the result is kept. None where the connection had to make
    /// place for another just before.
    pub fn begin_request(self: &Arc<Self>) -> Option<RequestUnderWay> {
        if !self.place.set_busy() {
            return None;
        }
        *self.lock() = Phase::Request;
        Some(RequestUnderWay(self.clone()))
    }

    /// Runs the connection until it ends, its time is over, or it has to make place for another.
    pub async fn run<E>(&self, connection: impl Future<Output = Result<(), E>>) -> Result<(), E> {
        let mut connection = pin!(connection);
        let mut told_to_go = pin!(self.place.told_to_go());
        let mut timer = pin!(sleep_until(Instant::now() + self.timeouts.request_head));
        poll_fn(|cx| {
            if let Poll::Ready(ended) = connection.as_mut().poll(cx) {
                return Poll::Ready(ended);
            }
            // Only after the connection was polled, which is where the phase changes.
            let Some(deadline) = self.deadline() else { return Poll::Pending };
            if told_to_go.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Ok(()));
            }
            if timer.deadline() != deadline {
                timer.as_mut().reset(deadline);
            }
            timer.as_mut().poll(cx).map(Ok)
        })
        .await
    }

    /// Until when the connection may go on as it does; None while a request is under way, which has limits of its own.
    fn deadline(&self) -> Option<Instant> {
        match *self.lock() {
            Phase::Head(since) => Some(since + self.timeouts.request_head),
            Phase::Rest(since) => Some(since + self.timeouts.rest),
            Phase::Request | Phase::Flush => None,
        }
    }

    fn received(&self) {
        let mut phase = self.lock();
        if matches!(*phase, Phase::Rest(_)) {
            *phase = Phase::Head(Instant::now());
        }
    }

    fn flushed(&self) {
        let mut phase = self.lock();
        if *phase == Phase::Flush {
            *phase = Phase::Rest(Instant::now());
            self.place.set_silent();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request, from its head to the last piece of its answer.
pub struct RequestUnderWay(Arc<Activity>);

impl Drop for RequestUnderWay {
    fn drop(&mut self) {
        *self.0.lock() = Phase::Flush;
    }
}

/// The body of an answer. Its request is under way until the body was sent or given up.
pub struct AnswerBody {
    body: Body,
    _request: Option<RequestUnderWay>,
}

impl AnswerBody {
    /// The body of the answer to `request`; None for a request that was not begun.
    pub fn new(body: Body, request: Option<RequestUnderWay>) -> Self {
        Self { body, _request: request }
    }
}

impl HttpBody for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream that tells its connection's activity what it reads and flushes.
pub struct ObservedStream<S> {
    stream: S,
    activity: Arc<Activity>,
}

impl<S> ObservedStream<S> {
    /// Wraps a stream.
    pub fn new(stream: S, activity: Arc<Activity>) -> Self {
        Self { stream, activity }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for ObservedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.activity.received();
        }
        result
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for ObservedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    // hyper flushes only once all it has to send is written.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.stream).poll_flush(cx);
        if matches!(result, Poll::Ready(Ok(()))) {
            self.activity.flushed();
        }
        result
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
