package dev.opportune.gateway.trace;

/// One step of a send's path while it goes on: a span. It is over once; what is said after that is not heard. Confined
/// to the lane.
public interface Step {

    /// Of a send that nobody follows.
    Step NONE = new Step() {
        @Override
        public void over(String outcome, String reason) {}

        @Override
        public void failed(String outcome, String reason) {}
    };

    /// It came to this.
    ///
    /// @param outcome a word of ours
    /// @param reason empty: there is none
    void over(String outcome, String reason);

    /// The same where it should have come to something else.
    void failed(String outcome, String reason);
}
