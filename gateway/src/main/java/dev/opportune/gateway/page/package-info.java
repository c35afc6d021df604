/// Pages for people, each one file that needs no network: [dev.opportune.gateway.page.ReportPage]. What goes into
/// one goes through [dev.opportune.gateway.page.Markup], which escapes all of it.
@NullMarked
@CheckReturnValue
package dev.opportune.gateway.page;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
