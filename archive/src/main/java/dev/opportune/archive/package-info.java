/// What makes the archive besides Maven: the list of others' libraries with their licences, and the shell's completion.
@NullMarked
package dev.opportune.archive;

import org.jspecify.annotations.NullMarked;
