"""Well-known messages of the interpreter and of numpy: the forms that a student's exception may have to be shown.

W is a name (checked by messages.py), N a number of at most three digits, S a shape of such numbers, O an operator,
B a bracket, G the signature of a generalised ufunc.
"""

TEMPLATES = """
operands could not be broadcast together with shapes S S
operands could not be broadcast together with shapes S S S
operands could not be broadcast together with remapped shapes [original->remapped]: S and requested shape S
non-broadcastable output operand with shape S doesn't match the broadcast shape S
could not broadcast input array from shape S into shape S
cannot broadcast a non-scalar to a scalar array
shapes S and S not aligned: N (dim N) != N (dim N)
matmul: Input operand N has a mismatch in its core dimension N, with gufunc signature G (size N is different from N)
matmul: Input operand N does not have enough dimensions (has N, gufunc core with signature G requires N)
cannot reshape array of size N into shape S
overflow encountered in W
underflow encountered in W
invalid value encountered in W
divide by zero encountered in W
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
W indices must be integers
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
Probabilities do not sum to 1. See Notes section of docstring for more information.
Probabilities contain NaN
Probabilities are not non-negative
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
"""  # noqa: E501
