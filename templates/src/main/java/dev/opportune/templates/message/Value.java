package dev.opportune.templates.message;

import com.ibm.icu.util.Currency;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;

/// What stands for an argument in one message.
public sealed interface Value {

    /// Somebody's words.
    ///
    /// @param text clean, see [CleanText], and not blank
    record Text(String text) implements Value {}

    /// A number.
    ///
    /// @param number a Long, or a BigDecimal of few digits
    record Numeric(Number number) implements Value {}

    record Moment(Instant at) implements Value {}

    /// By the user's own clock, wherever that is.
    record Local(LocalDateTime at) implements Value {}

    record Money(BigDecimal amount, Currency currency) implements Value {}
}
