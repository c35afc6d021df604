package dev.opportune.perf.load;

/// Hears of each answer, on the thread that sends: it must be quick.
public interface Heard {

    void answered(Request request, Answer answer, long tookNanos);

    /// There is no answer.
    void failed(Request request, String why);
}
