package dev.opportune.gateway.http;

import dev.opportune.gateway.http.LineSplitter.Line;
import io.vertx.core.buffer.Buffer;
import java.util.function.BooleanSupplier;

/// How far the lines of one request have come, and whether more of them are used: none once the rest cannot be read or
/// storage is gone, once so many have failed in a row that their sender must have taken another file for this one, and
/// once the lane is about to end. Those under way are answered all the same, and the last line says where to go on.
final class LineCourse {

    private final BooleanSupplier stopping;
    private long latest;
    private long answered;
    private long failed;
    private int failedInARow;
    private boolean senseless;
    private long resumeFrom = Long.MAX_VALUE;

    /// @param stopping whether the lane is about to end
    LineCourse(BooleanSupplier stopping) {
        this.stopping = stopping;
    }

    void begins(Line line) {
        latest = line.number();
    }

    /// No line after this one is used, and this one is to be sent again.
    void stopAt(long number) {
        resumeFrom = Math.min(resumeFrom, number);
    }

    /// A line was used, with this status.
    void ended(int status) {
        answered++;
        if (status / 100 == 2) {
            failedInARow = 0;
        } else {
            failed++;
            if (++failedInARow == Limits.FAILED_LINES_IN_A_ROW) senseless = true;
        }
    }

    /// Whether no more lines are used.
    boolean isOver() {
        return senseless || resumeFrom != Long.MAX_VALUE || stopping.getAsBoolean();
    }

    /// The line that ends the answer.
    ///
    /// @param counts of what became of the lines that did not fail
    Buffer last(JsonFields counts) {
        JsonFields head = json -> {
            json.writeBooleanField("done", !isOver());
            json.writeNumberField("lines", answered);
        };
        return AnswerLine.of(head.and(counts).and(json -> {
            json.writeNumberField("failed", failed);
            if (senseless) {
                json.writeStringField(
                        "detail",
                        Limits.FAILED_LINES_IN_A_ROW + " lines failed in a row (expected: most of them to be taken)");
            } else if (stopping.getAsBoolean()) {
                json.writeStringField("detail", "this gateway stops: go on at another");
            }
            if (isOver()) json.writeNumberField("resume_from", Math.min(resumeFrom, latest + 1));
        }));
    }
}
