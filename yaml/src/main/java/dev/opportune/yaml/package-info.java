/// The files that people write, read in one strict way: [YamlFile] makes a tree of one that remembers where each part
/// stands, [Section] gives its values by key, and [Problems] gathers all that is wrong, each in the form of [Problem].
/// No tags, no anchors, no aliases, no key twice, and bounds on size and depth.
@NullMarked
@CheckReturnValue
package dev.opportune.yaml;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
