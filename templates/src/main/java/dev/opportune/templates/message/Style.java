package dev.opportune.templates.message;

import com.ibm.icu.number.LocalizedNumberFormatter;
import com.ibm.icu.number.NumberFormatter;
import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.DecimalFormat;
import com.ibm.icu.text.NumberFormat;
import com.ibm.icu.util.ULocale;

/// How a value is written, as a message says it.
public sealed interface Style {

    /// Of numbers and of money. What it makes is immutable.
    sealed interface OfNumbers extends Style {
        LocalizedNumberFormatter make(ULocale locale);
    }

    /// Of dates. What it makes is one thread's.
    sealed interface OfDates extends Style {
        DateFormat make(ULocale locale);
    }

    /// `{name}` where people read it.
    record Text() implements Style {}

    /// `{name}` where programs read it.
    record Raw() implements Style {}

    /// `{name}` within a link.
    record OfLinks() implements Style {}

    /// `{n}`, `{n, number}`, `{n, number, integer}` and so on.
    enum Numeral implements OfNumbers {
        PLAIN,
        INTEGER,
        PERCENT,
        CURRENCY;

        @Override
        public LocalizedNumberFormatter make(ULocale locale) {
            var format = switch (this) {
                case PLAIN -> NumberFormat.getInstance(locale);
                case INTEGER -> NumberFormat.getIntegerInstance(locale);
                case PERCENT -> NumberFormat.getPercentInstance(locale);
                case CURRENCY -> NumberFormat.getCurrencyInstance(locale);
            };
            return ((DecimalFormat) format).toNumberFormatter();
        }
    }

    /// `{n, number, ::.00}`.
    record NumberSkeleton(String skeleton) implements OfNumbers {
        @Override
        public LocalizedNumberFormatter make(ULocale locale) {
            return NumberFormatter.forSkeleton(skeleton).locale(locale);
        }
    }

    /// `{d}`: day and time, both short.
    record DayAndTime() implements OfDates {
        @Override
        public DateFormat make(ULocale locale) {
            return DateFormat.getDateTimeInstance(DateFormat.SHORT, DateFormat.SHORT, locale);
        }
    }

    /// `{d, date, long}`.
    ///
    /// @param length as [DateFormat] has it
    record Day(int length) implements OfDates {
        @Override
        public DateFormat make(ULocale locale) {
            return DateFormat.getDateInstance(length, locale);
        }
    }

    /// `{d, time, short}`.
    record Time(int length) implements OfDates {
        @Override
        public DateFormat make(ULocale locale) {
            return DateFormat.getTimeInstance(length, locale);
        }
    }

    /// `{d, date, ::MMMd}`.
    record DateSkeleton(String skeleton) implements OfDates {
        @Override
        public DateFormat make(ULocale locale) {
            return DateFormat.getInstanceForSkeleton(skeleton, locale);
        }
    }
}
