"""Which words of a student's exception may be shown.

The text of an exception is written by the student's code, which has seen hidden inputs. So a text is kept only if it has the
form of a well-known message of the interpreter or of numpy, if every name in it stands in the student's own source or
belongs to Python or numpy, and if no number in it has more than three digits. Type, file and line are checked too.
"""

from __future__ import annotations

import builtins
import keyword
import re
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from re import Pattern

import numpy as np

from autograder.confined.outcomes import StudentError

# In a template, W is a name (checked), N a number of at most three digits, S a shape of such numbers, O an operator.
_TEMPLATES = """
operands could not be broadcast together with shapes S S
operands could not be broadcast together with remapped shapes [original->remapped]: S and requested shape S
non-broadcastable output operand with shape S doesn't match the broadcast shape S
could not broadcast input array from shape S into shape S
cannot broadcast a non-scalar to a scalar array
shapes S and S not aligned: N (dim N) != N (dim N)
matmul: Input operand N has a mismatch in its core dimension N, with gufunc signature G (size N is different from N)
matmul: Input operand N does not have enough dimensions (has N, gufunc core with signature G requires N)
cannot reshape array of size N into shape S
axis N is out of bounds for array of dimension N
index N is out of bounds for axis N with size N
index N is out of bounds for size N
too many indices for array: array is N-dimensional, but N were indexed
invalid index to scalar variable.
all the input arrays must have same number of dimensions, but the array at index N has N dimension(s) and the array at index N has N dimension(s)
all the input array dimensions except for the concatenation axis must match exactly, but along dimension N, the array at index N has size N and the array at index N has size N
all input arrays must have the same shape
boolean index did not match indexed array along axis N; size of axis is N but size of corresponding boolean axis is N
boolean index did not match indexed array along dimension N; dimension is N but corresponding boolean dimension is N
shape mismatch: indexing arrays could not be broadcast together with shapes S S
shape mismatch: value array of shape S could not be broadcast to indexing result of shape S
only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices
arrays used as indices must be of integer (or boolean) type
only integer scalar arrays can be converted to a scalar index
only length-1 arrays can be converted to Python scalars
only size-1 arrays can be converted to Python scalars
only N-dimensional arrays can be converted to Python scalars
only 0-dimensional arrays can be converted to Python scalars
setting an array element with a sequence.
setting an array element with a sequence. The requested array has an inhomogeneous shape after N dimensions. The detected shape was S + inhomogeneous part.
The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()
The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.
zero-size array to reduction operation W which has no identity
attempt to get argmax of an empty sequence
attempt to get argmin of an empty sequence
assignment destination is read-only
output array is read-only
Cannot cast ufunc 'W' output from dtype('W') to dtype('W') with casting rule 'W'
ufunc 'W' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''
ufunc 'W' did not contain a loop with signature matching types D
loop of ufunc does not support argument N of type W which has no callable W method
Integers to negative integer powers are not allowed.
module 'W' has no attribute 'W'
module 'W' has no attribute 'W'. Did you mean: 'W'?
'W' object has no attribute 'W'
'W' object has no attribute 'W'. Did you mean: 'W'?
type object 'W' has no attribute 'W'
name 'W' is not defined
name 'W' is not defined. Did you mean: 'W'?
name 'W' is not defined. Did you forget to import 'W'?
free variable 'W' referenced before assignment in enclosing scope
cannot access free variable 'W' where it is not associated with a value in enclosing scope
local variable 'W' referenced before assignment
cannot access local variable 'W' where it is not associated with a value
'W' object is not callable
'W' object is not iterable
'W' object is not subscriptable
'W' object is not an iterator
'W' object is not reversible
'W' object does not support item assignment
'W' object does not support item deletion
'W' object does not support the context manager protocol
'W' object cannot be interpreted as an integer
cannot unpack non-iterable W object
W indices must be integers or slices, not W
W indices must be integers, not 'W'
W index out of range
W assignment index out of range
pop from empty list
pop from an empty set
pop index out of range
unhashable type: 'W'
unsupported operand type(s) for O: 'W' and 'W'
unsupported operand type(s) for ** or pow(): 'W' and 'W'
unsupported format string passed to W.__format__
bad operand type for unary O: 'W'
bad operand type for abs(): 'W'
'O' not supported between instances of 'W' and 'W'
argument of type 'W' is not iterable
argument of type 'W' is not a container or iterable
object of type 'W' has no len()
len() of unsized object
iteration over a 0-d array
W() missing N required positional argument: 'W'
W() missing N required positional arguments: 'W' and 'W'
W() missing N required positional arguments: 'W', 'W', and 'W'
W() missing N required positional arguments: 'W', 'W', 'W', and 'W'
W() missing N required keyword-only argument: 'W'
W() takes N positional argument but N were given
W() takes N positional arguments but N were given
W() takes N positional argument but N was given
W() takes N positional arguments but N was given
W() takes from N to N positional arguments but N were given
W() takes no arguments
W() takes exactly one argument (N given)
W() takes no keyword arguments
W expected N arguments, got N
W expected at least N argument, got N
W expected at most N argument, got N
W expected at most N arguments, got N
W() got an unexpected keyword argument 'W'
W() got multiple values for argument 'W'
'W' is an invalid keyword argument for W()
division by zero
float division by zero
integer division or modulo by zero
integer modulo by zero
float modulo by zero
float modulo
math domain error
math range error
expected a positive input
expected a nonnegative input
(34, 'Numerical result out of range')
int too large to convert to float
cannot convert float NaN to integer
cannot convert float infinity to integer
can't multiply sequence by non-int of type 'W'
can only concatenate list (not "W") to list
can only concatenate tuple (not "W") to tuple
can only concatenate str (not "W") to str
must be real number, not W
must be str, not W
float() argument must be a string or a real number, not 'W'
float() argument must be a string or a number, not 'W'
int() argument must be a string, a bytes-like object or a real number, not 'W'
sequence item N: expected str instance, W found
max() arg is an empty sequence
min() arg is an empty sequence
max() iterable argument is empty
min() iterable argument is empty
not enough values to unpack (expected N, got N)
not enough values to unpack (expected at least N, got N)
too many values to unpack (expected N)
too many values to unpack (expected N, got N)
zip() argument N is shorter than argument N
zip() argument N is longer than argument N
dictionary changed size during iteration
dictionary keys changed during iteration
deque mutated during iteration
generator already executing
maximum recursion depth exceeded
maximum recursion depth exceeded in comparison
maximum recursion depth exceeded while calling a Python object
maximum recursion depth exceeded in __instancecheck__
maximum recursion depth exceeded while getting the str of an object
No module named 'W'
cannot import name 'W' from 'W'
cannot import name 'W' from 'W' (W.py)
cannot import name 'W' from 'W' (unknown location)
cannot import name 'W' from partially initialized module 'W' (most likely due to a circular import)
cannot import name 'W' from partially initialized module 'W' (most likely due to a circular import) (W.py)
partially initialized module 'W' has no attribute 'W' (most likely due to a circular import)
attempted relative import with no known parent package
Singular matrix
Last N dimensions of the array must be square
N-dimensional array given. Array must be at least two-dimensional
SVD did not converge
probabilities do not sum to 1
probabilities contain NaN
probabilities are not non-negative
'a' and 'p' must have same size
Cannot take a larger sample than population when 'replace=False'
a must be greater than 0 unless no samples are taken
'a' cannot be empty unless no samples are taken
empty range for randrange()
Cannot choose from an empty sequence
high <= 0
low >= high
Numerical result out of range
exceptions must derive from BaseException
'return' outside function
'break' outside loop
'continue' not properly in loop
'yield' outside function
'await' outside function
invalid syntax
invalid syntax. Perhaps you forgot a comma?
invalid syntax. Maybe you meant '==' or ':=' instead of '='?
cannot assign to attribute here. Maybe you meant '==' instead of '='?
cannot assign to expression
cannot assign to expression here. Maybe you meant '==' instead of '='?
cannot assign to function call
cannot assign to function call here. Maybe you meant '==' instead of '='?
cannot assign to literal
cannot assign to literal here. Maybe you meant '==' instead of '='?
cannot assign to subscript here. Maybe you meant '==' instead of '='?
cannot assign to W
cannot delete function call
duplicate argument 'W' in function definition
expected ':'
expected '('
expected 'except' or 'finally' block
expected an indented block
expected an indented block after 'W' statement on line N
expected an indented block after function definition on line N
expected an indented block after class definition on line N
unexpected indent
unindent does not match any outer indentation level
inconsistent use of tabs and spaces in indentation
inconsistent dedent
unexpected EOF while parsing
EOF while scanning triple-quoted string literal
EOL while scanning string literal
unterminated string literal (detected at line N)
unterminated triple-quoted string literal (detected at line N)
unterminated f-string literal (detected at line N)
unexpected character after line continuation character
unmatched 'B'
'B' was never closed
closing parenthesis 'B' does not match opening parenthesis 'B'
closing parenthesis 'B' does not match opening parenthesis 'B' on line N
positional argument follows keyword argument
positional argument follows keyword argument unpacking
keyword argument repeated: W
non-default argument follows default argument
parameter without a default follows parameter with a default
name 'W' is used prior to global declaration
name 'W' is assigned to before global declaration
name 'W' is parameter and global
name 'W' is parameter and nonlocal
no binding for nonlocal 'W' found
nonlocal declaration not allowed at module level
f-string: expecting '}'
f-string: empty expression not allowed
f-string: valid expression required before '}'
f-string: expecting '=', or '!', or ':', or '}'
invalid decimal literal
invalid imaginary literal
leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers
Missing parentheses in call to 'print'. Did you mean print(...)?
multiple exception types must be parenthesized
import * only allowed at module level
Generator expression must be parenthesized
too many nested parentheses
too many statically nested blocks
source code string cannot contain null bytes
source code cannot contain null bytes
the file is not UTF-8
"""
_PIECES = {
    "W": r"(?P<w>[^\W\d][\w.]*)", "N": r"(?:-?\d{1,3}|one)", "S": r"\((?:\d{1,3}|newaxis|,|, ?)*\)",
    "O": r"[-+*/%<>=!&|^~@]{1,3}", "G": r"\([\w?,()>-]*\)", "B": r"[][(){}]", "D": r"[^\n]{0,0}",
}  # fmt: skip
_TOKEN = re.compile(r"(?<![A-Za-z_.])([WNSOGBD])(?![A-Za-z_])")
_NAME = re.compile(r"[^\W\d]\w*")
_NUMBER_RUN = re.compile(r"\d{4,}")
_TYPE_WORDS = (
    "float64 float32 float16 int64 int32 int16 int8 uint8 uint64 bool NoneType function method ndarray module generator "
    "builtin_function_or_method dict_keys dict_values dict_items numpy same_kind safe unsafe dtype matrix"
)


def _compile(template: str) -> Pattern[str]:
    pieces = _TOKEN.split(template)
    parts = [_PIECES[piece] if index % 2 else re.escape(piece) for index, piece in enumerate(pieces)]
    return re.compile("".join(parts).replace("?P<w>", ""))


@lru_cache(maxsize=1)
def _patterns() -> list[Pattern[str]]:
    return [_compile(line) for line in _TEMPLATES.strip().splitlines()]


@lru_cache(maxsize=1)
def _own_names() -> frozenset[str]:
    """Names of Python, its standard library and numpy, which tell nothing."""
    names = {*dir(builtins), *keyword.kwlist, *sys.stdlib_module_names, *dir(np), *dir(np.ndarray), *_TYPE_WORDS.split()}
    for kind in (str, list, dict, tuple, set, float, int):
        names.update(dir(kind))
    return frozenset(names)


def _source_names(sources: Mapping[str, bytes]) -> frozenset[str]:
    names = {name[:-3] for name in sources}
    for data in sources.values():
        names.update(_NAME.findall(data.decode("utf-8", "replace")))
    return frozenset(names)


def _all_known(words: Iterable[str], sources: Mapping[str, bytes]) -> bool:
    unknown = [part for word in words for part in word.split(".") if part and part not in _own_names()]
    return not unknown or _source_names(sources).issuperset(unknown)


def known_word(word: str, sources: Mapping[str, bytes]) -> str:
    """`word` if it is a name of Python, numpy or the student's own source, else ""."""
    return word if _NAME.fullmatch(word) and len(word) <= 60 and _all_known([word], sources) else ""


def checked_message(type_name: str, message: str, sources: Mapping[str, bytes]) -> str:
    """`message` if it may be shown, else ""."""
    if len(message) > 400 or _NUMBER_RUN.search(message):
        return ""
    message = message.strip()
    if type_name == "KeyError":
        word = message.strip("'\"")
        return message if known_word(word, sources) else ""
    if type_name == "NotImplementedError":
        return message if message and _stands_in_source(message, sources) else ""
    for pattern in _patterns():
        match = pattern.fullmatch(message)
        if match:
            return message if _all_known(match.groups(), sources) else ""
    return ""


def _stands_in_source(message: str, sources: Mapping[str, bytes]) -> bool:
    """Whether the message is one of the literals of the source, quotes and all: then it tells nothing new."""
    return any(quote + message + quote in data.decode("utf-8", "replace") for data in sources.values() for quote in "'\"")


def student_error(
    type_name: str, file: str, line: int, message: str, offset: int, sources: Mapping[str, bytes]
) -> StudentError:
    """What a worker said about an exception, with everything removed that it could have made up to tell more."""
    name = known_word(type_name, sources) or "an exception of its own"
    if file not in sources:
        return StudentError(name, message=checked_message(name, message, sources))
    lines = sources[file].decode("utf-8-sig", "replace").splitlines()
    if not 1 <= line <= len(lines) + 1:
        return StudentError(name, file, message=checked_message(name, message, sources))
    text_line = ""
    if name in ("SyntaxError", "IndentationError", "TabError") and line <= len(lines):
        text_line = lines[line - 1].strip()[:200]
    offset = offset if text_line and 0 < offset < 1000 else 0
    return StudentError(name, file, line, checked_message(name, message, sources), text_line, offset)
