/**
 * Packages of Python's own library (`sys.stdlib_module_names` of 3.9 to 3.13, and Python 2's names for two of them).
 * Some of what they hold runs commands, so that of them a file may name nothing but data.
 */
const LIBRARY = new Set(
  `__builtin__ __future__ _abc _aix_support _ast _asyncio _bisect _blake2 _bootsubprocess _bz2 _codecs _codecs_cn
  _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections _collections_abc _compat_pickle _compression
  _contextvars _crypt _csv _ctypes _curses _curses_panel _datetime _dbm _decimal _elementtree _frozen_importlib
  _frozen_importlib_external _functools _gdbm _hashlib _heapq _imp _interpreters _io _ios_support _json _locale _lsprof
  _lzma _markupbase _md5 _msi _multibytecodec _multiprocessing _opcode _opcode_metadata _operator _osx_support _overlapped
  _pickle _posixshmem _posixsubprocess _py_abc _pydatetime _pydecimal _pyio _pylong _pyrepl _queue _random _scproxy _sha1
  _sha2 _sha256 _sha3 _sha512 _signal _sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string _strptime _struct
  _symtable _sysconfig _thread _threading_local _tkinter _tokenize _tracemalloc _typing _uuid _warnings _weakref
  _weakrefset _winapi _zoneinfo abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit
  audioop base64 bdb binascii binhex bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop
  collections colorsys commands compileall compression concurrent configparser contextlib contextvars copy copy_reg copyreg
  crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum
  errno faulthandler fcntl filecmp fileinput fnmatch formatter fractions ftplib functools gc genericpath getopt getpass
  gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress
  itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder
  msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev
  parser pathlib pdb pickle pickletools pipes pkgutil platform plistlib popen2 poplib posix posixpath pprint profile pstats
  pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy
  sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3
  sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symbol symtable sys
  sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize
  tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings
  wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`.split(
    /\s+/
  )
);

/** Data that Python's own library and NumPy write: making it reads, writes and runs nothing. */
const DATA = [
  /^(builtins|__builtin__)\.(bool|bytearray|bytes|complex|dict|float|frozenset|int|list|object|range|set|slice|str|tuple)$/,
  /^__builtin__\.(long|unicode|xrange)$/,
  /^_codecs\.encode$/,
  /^(copyreg|copy_reg)\._reconstructor$/,
  /^collections\.(Counter|OrderedDict|defaultdict|deque)$/,
  /^argparse\.Namespace$/,
  /^types\.SimpleNamespace$/,
  /^pathlib\.(_local\.)?(Pure)?(Posix|Windows)?Path$/,
  /^datetime\.(date|datetime|time|timedelta|timezone)$/,
  /^(decimal\.Decimal|fractions\.Fraction|uuid\.UUID|functools\.partial)$/,
  /^typing\.\w+$/,
  /^numpy\.(dtype|ndarray|bool_?|(u?int|float|complex)\d*_?|str_|bytes_|void|object_)$/,
  /^numpy\._?core\.(multiarray\.(scalar|_reconstruct)|numeric\._frombuffer)$/,
  /^numpy\.dtypes\.\w+$/,
  /^numpy\.random\.(_pickle\.__\w+_ctor|_\w+\.\w+|bit_generator\.\w+|mtrand\.RandomState)$/
];

/** Whether a name of Python's stands for data. */
export function isPlainData(name: string): boolean {
  return DATA.some((pattern) => pattern.test(name));
}

/** Whether a name belongs to Python's own library or to NumPy, whose functions may do anything. */
export function isOfLibrary(module: string): boolean {
  const [root] = module.split('.', 1);
  return root === 'numpy' || LIBRARY.has(root);
}
