/// Whose fault it is when a provider calls a device token another app's: the device's, or that of the app's settings.
///
/// `Verdicts` decides it from what the provider said of the last devices. A `SettingsMark` says by which settings, so
/// that what was held against a device ends with them.
@NullMarked
@CheckReturnValue
package dev.opportune.connectors.verdict;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
